import { randomUUID } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cidBytes, type ObjectId } from '../../records/ids.ts';
import { CID_BYTES, encodePackIndex, PACK_MAX_OBJECTS } from '../../records/pack.ts';
import { encodePackFooter, PACK_MAX_BYTES } from '../../records/pack-footer.ts';
import { sha256Hex } from '../../records/sha256.ts';
import { makeFolder } from '../writing/make-folder.ts';
import type { PackedObject } from './store-index.ts';
import type { NewFile } from './upload-file.ts';

const MIB = 1024 * 1024;
/**
 * A pack is closed when it has so many bytes of objects: half of what a folder's has, for here it is in memory, and so
 * are those that are on their way.
 */
const TARGET_BYTES = 32 * MIB;
/** More bytes of objects than this might leave no room for the index. */
export const MOST_BYTES = PACK_MAX_BYTES - 8 * MIB;

/** Objects of one pack that is not made yet, all blobs or all records, none twice, in memory. */
export class PackDraft {
  readonly #ids = new Set<ObjectId>();
  readonly #ends: number[] = [];
  #buffer = Buffer.alloc(0);
  #bytes = 0;
  #spilled: string | undefined;

  get full(): boolean {
    return this.#bytes >= TARGET_BYTES || this.#ids.size === PACK_MAX_OBJECTS;
  }

  get ids(): readonly ObjectId[] {
    return [...this.#ids];
  }

  hasRoomFor(length: number): boolean {
    return this.#bytes + length <= MOST_BYTES;
  }

  /** Takes an object, in a copy; one that is there already is passed over. */
  add(id: ObjectId, bytes: Uint8Array): void {
    if (this.#ids.has(id)) return;
    if (this.#bytes + bytes.length > this.#buffer.length) this.#grow(this.#bytes + bytes.length);
    this.#buffer.set(bytes, this.#bytes);
    this.#bytes += bytes.length;
    this.#ids.add(id);
    this.#ends.push(this.#bytes);
  }

  /** Moves the bytes to a file until they are wanted. */
  spill(scratch: string): void {
    makeFolder(scratch);
    this.#spilled = join(scratch, `pack-${randomUUID()}`);
    writeFileSync(this.#spilled, this.#buffer.subarray(0, this.#bytes), { flag: 'wx' });
    this.#buffer = Buffer.alloc(0);
  }

  /** Makes the pack of these of its objects; undefined when it would be empty. The draft is used up. */
  pack(wanted: (id: ObjectId) => boolean): NewFile | undefined {
    const objects = this.#compact(wanted);
    if (objects.length === 0) return undefined;
    const index = encodePackIndex({
      count: objects.length,
      ids: cidsOf(objects),
      offsets: Uint32Array.from(objects, ({ offset }) => offset),
      lengths: Uint32Array.from(objects, ({ length }) => length),
    });
    const footer = encodePackFooter(this.#bytes, index);
    const size = this.#bytes + index.length + footer.length;
    if (size > this.#buffer.length) this.#grow(size);
    this.#buffer.set(index, this.#bytes);
    this.#buffer.set(footer, this.#bytes + index.length);
    const bytes = this.#buffer.subarray(0, size);
    this.drop();
    return { kind: 'pack', key: sha256Hex(bytes), bytes, objects };
  }

  /** Forgets everything. */
  drop(): void {
    if (this.#spilled !== undefined) rmSync(this.#spilled, { force: true });
    this.#spilled = undefined;
    this.#buffer = Buffer.alloc(0);
    this.#ids.clear();
  }

  /** Closes the gaps that unwanted objects leave. */
  #compact(wanted: (id: ObjectId) => boolean): readonly PackedObject[] {
    if (this.#spilled !== undefined) this.#buffer = readFileSync(this.#spilled);
    const objects: PackedObject[] = [];
    let begin = 0;
    let offset = 0;
    let row = 0;
    for (const id of this.#ids) {
      const end = this.#ends[row++] as number;
      if (wanted(id)) {
        if (offset !== begin) this.#buffer.copyWithin(offset, begin, end);
        objects.push({ id, offset, length: end - begin });
        offset += end - begin;
      }
      begin = end;
    }
    this.#bytes = offset;
    return objects;
  }

  #grow(least: number): void {
    // Room for a whole pack and its index, once it is more than a few objects.
    const most = TARGET_BYTES + 8 * MIB;
    const length = Math.max(least, Math.min(most, Math.max(MIB, this.#buffer.length * 4)));
    const larger = Buffer.allocUnsafeSlow(length);
    this.#buffer.copy(larger, 0, 0, this.#bytes);
    this.#buffer = larger;
  }
}

function cidsOf(objects: readonly PackedObject[]): Uint8Array {
  const ids = new Uint8Array(objects.length * CID_BYTES);
  for (const [row, { id }] of objects.entries()) ids.set(cidBytes(id), row * CID_BYTES);
  return ids;
}
