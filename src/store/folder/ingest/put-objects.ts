import { DlakeError } from '../../../errors.ts';
import { cidBytes, hexOf, isBlobId, type ObjectId } from '../../../records/ids.ts';
import { sha256Stream } from '../../../records/sha256.ts';
import { DigestSet } from '../../digest-set.ts';
import { BackgroundFlush } from '../background-flush.ts';
import { writeFailure, writing } from '../failure.ts';
import type { LayerIndex } from '../layer-index.ts';
import { MOST_BYTES, PackBuilder } from '../pack-builder.ts';
import { wantedOf } from '../pack-cache/wanted-of.ts';
import { objectMode, type Sharing } from '../sharing.ts';
import { LARGE_BYTES } from './large-files.ts';
import { NewFile } from './new-file.ts';
import type { TakenBlob, TakenObjects } from './taken-objects.ts';

const WAITING_OBJECTS = 4096;

/**
 * Takes objects that come from memory or as streams: records into packs, small blobs into other packs, large
 * blobs by themselves. What the layer holds is passed over.
 */
export class PutObjects {
  readonly #index: LayerIndex;
  readonly #freshPath: () => string;
  readonly #mode: number;
  readonly #flush = new BackgroundFlush();
  readonly #blobs: PackBuilder;
  readonly #records: PackBuilder;
  readonly #seen = { blobs: new DigestSet(), records: new DigestSet() };
  #waiting: { readonly id: ObjectId; readonly bytes: Uint8Array }[] = [];
  #waitingBytes = 0;
  #buffer: Buffer | undefined;
  #large: TakenBlob[] = [];
  #objects = 0;
  #bytes = 0;

  constructor(index: LayerIndex, freshPath: () => string, sharing: Sharing) {
    this.#index = index;
    this.#freshPath = freshPath;
    this.#mode = objectMode(sharing);
    this.#blobs = new PackBuilder(freshPath, this.#mode);
    this.#records = new PackBuilder(freshPath, this.#mode);
  }

  /** Takes an object; a copy of its bytes is kept until it is written. */
  put(id: ObjectId, bytes: Uint8Array): void {
    if (!this.#isNew(id)) return;
    if (isBlobId(id) && bytes.length >= LARGE_BYTES) {
      this.#putLarge(id, bytes);
      return;
    }
    if (bytes.length > MOST_BYTES) {
      throw new DlakeError('record-invalid', {
        what: id,
        reason: `${bytes.length} bytes are too many for a pack`,
      });
    }
    const copy = this.#copy(bytes);
    this.#waiting.push({ id, bytes: copy });
    this.#waitingBytes += bytes.length;
    if (this.#waitingBytes >= LARGE_BYTES || this.#waiting.length >= WAITING_OBJECTS) this.#drain();
  }

  /** Takes an object as a stream. Throws `object-damaged` when the bytes are not the id's. */
  async putStream(id: ObjectId, stream: AsyncIterable<Uint8Array>, checkpoint: () => void): Promise<void> {
    const hash = sha256Stream();
    const held: Uint8Array[] = [];
    let heldBytes = 0;
    let file: NewFile | undefined;
    try {
      for await (const piece of stream) {
        checkpoint();
        hash.update(piece);
        if (file !== undefined) {
          file.write(piece);
          continue;
        }
        held.push(Uint8Array.from(piece));
        heldBytes += piece.length;
        if (heldBytes < LARGE_BYTES || !isBlobId(id)) continue;
        file = new NewFile(this.#freshPath(), this.#mode);
        for (const each of held.splice(0)) file.write(each);
      }
      const found = hash.hex();
      if (found !== hexOf(id)) throw new DlakeError('object-damaged', { id, found, where: 'stream' });
    } catch (error) {
      file?.remove();
      throw error;
    }
    if (file === undefined) this.put(id, Buffer.concat(held));
    else if (this.#isNew(id)) await this.#keepLarge(id, file);
    else file.remove();
  }

  /** What was taken since the last call, durable but for its names, and how much of it was new. */
  async finish(): Promise<TakenObjects & { readonly objects: number; readonly bytes: number }> {
    this.#drain();
    try {
      const packs = [...(await this.#records.finish()), ...(await this.#blobs.finish())];
      await this.#flush.done();
      const finished = { packs, blobs: this.#large, objects: this.#objects, bytes: this.#bytes };
      this.#large = [];
      this.#objects = 0;
      this.#bytes = 0;
      return finished;
    } catch (error) {
      throw writeFailure(error, this.#index.layerFolder);
    }
  }

  /** Forgets what was not finished. */
  async abandon(): Promise<void> {
    this.#waiting = [];
    await this.#records.abandon();
    await this.#blobs.abandon();
    await this.#flush.done().catch(() => undefined);
  }

  #isNew(id: ObjectId): boolean {
    return (isBlobId(id) ? this.#seen.blobs : this.#seen.records).add(Buffer.from(hexOf(id), 'hex'));
  }

  /** A copy until the next drain: in one buffer, since thousands of small ones would lie around for a while. */
  #copy(bytes: Uint8Array): Uint8Array {
    if (bytes.length > LARGE_BYTES) return Uint8Array.from(bytes);
    if (this.#waitingBytes + bytes.length > LARGE_BYTES) this.#drain();
    this.#buffer ??= Buffer.allocUnsafeSlow(LARGE_BYTES);
    const copy = this.#buffer.subarray(this.#waitingBytes, this.#waitingBytes + bytes.length);
    copy.set(bytes);
    return copy;
  }

  #putLarge(id: ObjectId, bytes: Uint8Array): void {
    const file = new NewFile(this.#freshPath(), this.#mode);
    file.write(bytes);
    // Only to write no more than the disk can take; nothing fails here that the flush does not tell of.
    void this.#keepLarge(id, file);
  }

  /** Keeps a large blob unless the layer holds it; resolves when the disk may be given more. */
  #keepLarge(id: ObjectId, file: NewFile): Promise<void> {
    const key = hexOf(id);
    if (this.#index.isBlob(key, file.bytes) || this.#index.isPacked(Buffer.from(key, 'hex'))) {
      file.remove();
      return Promise.resolve();
    }
    this.#large.push({ path: file.path, key, bytes: file.bytes });
    this.#objects += 1;
    this.#bytes += file.bytes;
    return this.#flush.start(file.release());
  }

  #drain(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#waitingBytes = 0;
    if (waiting.length === 0) return;
    const { packs } = this.#index;
    const held = packs.isEmpty ? undefined : packs.locate(wantedOf(waiting.map(({ id }) => id)), 'proved');
    waiting.forEach(({ id, bytes }, row) => {
      if (held !== undefined && held.packs[row] !== -1) return;
      const builder = isBlobId(id) ? this.#blobs : this.#records;
      writing(this.#index.layerFolder, () => builder.append(cidBytes(id), bytes));
      this.#objects += 1;
      this.#bytes += bytes.length;
    });
  }
}
