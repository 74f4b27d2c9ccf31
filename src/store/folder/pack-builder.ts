import { closeSync, fchmodSync, openSync, writeSync } from 'node:fs';
import { CID_BYTES, encodePackIndex, PACK_MAX_OBJECTS } from '../../records/pack.ts';
import { encodePackFooter, PACK_MAX_BYTES } from '../../records/pack-footer.ts';
import { type Sha256Stream, sha256Stream } from '../../records/sha256.ts';
import { BackgroundFlush } from './background-flush.ts';

/** A pack is closed when it has so many bytes of objects. */
const TARGET_BYTES = 64 * 1024 * 1024;
/** More bytes of objects than this might leave no room for the index. */
export const MOST_BYTES = PACK_MAX_BYTES - 8 * 1024 * 1024;
/** After so many bytes the buffer is written out: more would fall out of the processor's cache. */
const DRAIN_BYTES = 512 * 1024;
const BUFFER_BYTES = 4 * 1024 * 1024 + 4096;

/** A whole pack under a temporary name, on disk. */
export interface FinishedPack {
  readonly path: string;
  /** The sha2-256 of all of it, in hex: its final name. */
  readonly key: string;
  readonly objects: number;
  /** Bytes of its objects. */
  readonly bytes: number;
}

/** Writes objects one after another into packs with temporary names. Objects are smaller than 4 MiB. */
export class PackBuilder {
  readonly #freshPath: () => string;
  readonly #mode: number;
  readonly #flush = new BackgroundFlush();
  readonly #buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);
  #filled = 0;
  #open: OpenPack | undefined;
  #finished: FinishedPack[] = [];
  /** Why the open pack is not what its hash says: nothing more is taken then. */
  #torn: unknown;

  constructor(freshPath: () => string, mode: number) {
    this.#freshPath = freshPath;
    this.#mode = mode;
  }

  /** Room for an object of at most `size` bytes and one more; valid until the next call. */
  room(size: number): Buffer {
    if (this.#filled >= DRAIN_BYTES || this.#filled + size + 1 > BUFFER_BYTES) this.#drain();
    return this.#buffer.subarray(this.#filled, this.#filled + size + 1);
  }

  /** Takes the first `length` bytes that were put into the room as the object with this CID (36 bytes). */
  keep(cid: Uint8Array, length: number): void {
    this.#open ??= new OpenPack(this.#freshPath());
    this.#open.add(cid, length);
    this.#filled += length;
    if (this.#open.full) this.#close();
  }

  /** Takes an object that is in memory, of any size that a pack has room for. */
  append(cid: Uint8Array, bytes: Uint8Array): void {
    if (this.#open !== undefined && this.#open.bytes + bytes.length > MOST_BYTES) this.#close();
    if (bytes.length < BUFFER_BYTES) {
      this.room(bytes.length).set(bytes);
      this.keep(cid, bytes.length);
      return;
    }
    this.#drain();
    this.#open ??= new OpenPack(this.#freshPath());
    this.#write(this.#open, bytes);
    this.#open.add(cid, bytes.length);
    if (this.#open.full) this.#close();
  }

  /** The packs that became whole since the last call, with all that was kept; durable but for their names. */
  async finish(): Promise<readonly FinishedPack[]> {
    if (this.#torn !== undefined) throw this.#torn;
    if (this.#open !== undefined) this.#close();
    await this.#flush.done();
    const finished = this.#finished;
    this.#finished = [];
    return finished;
  }

  /** Forgets what was not finished; the temporary files are the session's to remove. */
  async abandon(): Promise<void> {
    if (this.#open !== undefined) closeSync(this.#open.file);
    this.#open = undefined;
    this.#filled = 0;
    this.#finished = [];
    await this.#flush.done().catch(() => undefined);
  }

  #drain(): void {
    if (this.#open !== undefined) this.#write(this.#open, this.#buffer.subarray(0, this.#filled));
    this.#filled = 0;
  }

  #write(pack: OpenPack, bytes: Uint8Array): void {
    if (this.#torn !== undefined) throw this.#torn;
    try {
      pack.write(bytes);
    } catch (error) {
      this.#torn = error;
      throw error;
    }
  }

  #close(): void {
    const pack = this.#open as OpenPack;
    this.#drain();
    const index = pack.index();
    this.#write(pack, index);
    this.#write(pack, encodePackFooter(pack.bytes, index));
    fchmodSync(pack.file, this.#mode);
    this.#open = undefined;
    void this.#flush.start(pack.file);
    this.#finished.push({ path: pack.path, key: pack.hash.hex(), objects: pack.count, bytes: pack.bytes });
  }
}

/** A pack that is being written. */
class OpenPack {
  readonly path: string;
  readonly file: number;
  readonly hash: Sha256Stream = sha256Stream();
  count = 0;
  bytes = 0;
  #ids = new Uint8Array(1024 * CID_BYTES);
  #lengths = new Uint32Array(1024);

  constructor(path: string) {
    this.path = path;
    this.file = openSync(path, 'wx');
  }

  get full(): boolean {
    return this.bytes >= TARGET_BYTES || this.count === PACK_MAX_OBJECTS;
  }

  add(cid: Uint8Array, length: number): void {
    if (this.count === this.#lengths.length) this.#grow();
    this.#ids.set(cid, this.count * CID_BYTES);
    this.#lengths[this.count] = length;
    this.count += 1;
    this.bytes += length;
  }

  write(bytes: Uint8Array): void {
    this.hash.update(bytes);
    for (let at = 0; at < bytes.length; ) at += writeSync(this.file, bytes, at);
  }

  index(): Uint8Array {
    let end = 0;
    const lengths = this.#lengths.subarray(0, this.count);
    const offsets = lengths.map((length) => {
      end += length;
      return end - length;
    });
    return encodePackIndex({
      count: this.count,
      ids: this.#ids.subarray(0, this.count * CID_BYTES),
      offsets,
      lengths,
    });
  }

  #grow(): void {
    const ids = new Uint8Array(this.#ids.length * 4);
    ids.set(this.#ids);
    this.#ids = ids;
    const lengths = new Uint32Array(this.#lengths.length * 4);
    lengths.set(this.#lengths);
    this.#lengths = lengths;
  }
}
