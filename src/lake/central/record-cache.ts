import type { ObjectId } from '../../records/ids.ts';

/** Records in memory, the newest up to so many bytes: each is held whole and never changes. */
export class RecordCache {
  readonly #most: number;
  readonly #records = new Map<ObjectId, Uint8Array>();
  #bytes = 0;

  constructor(most: number) {
    this.#most = most;
  }

  get(id: ObjectId): Uint8Array | undefined {
    return this.#records.get(id);
  }

  /** Keeps a record; the oldest ones go when there is no room. */
  keep(id: ObjectId, bytes: Uint8Array): void {
    if (this.#records.has(id)) return;
    this.#records.set(id, bytes);
    this.#bytes += bytes.length;
    for (const [oldest, { length }] of this.#records) {
      if (this.#bytes <= this.#most) return;
      this.#records.delete(oldest);
      this.#bytes -= length;
    }
  }
}
