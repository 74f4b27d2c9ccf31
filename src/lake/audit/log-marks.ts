import { sha256 } from '../../records/sha256.ts';

const KEY_BYTES = 16;
const FIRST_SLOTS = 1024;

/** How far each of many logs has come, in 24 to 48 bytes for a log: a name is known by half of its digest. */
export class LogMarks {
  #keys = Buffer.alloc(FIRST_SLOTS * KEY_BYTES);
  #seqs = new Float64Array(FIRST_SLOTS);
  #count = 0;

  /** The number that was noted of this log; 0 when none was. */
  get(log: string): number {
    return this.#seqs[this.#slotOf(sha256(log))] as number;
  }

  /** Notes a number, 1 or more, in place of the one before. */
  set(log: string, seq: number): void {
    if (this.#count * 2 >= this.#seqs.length) this.#grow();
    this.#put(sha256(log), 0, seq);
  }

  #put(key: Buffer, at: number, seq: number): void {
    const slot = this.#slotOf(key, at);
    if (this.#seqs[slot] === 0) this.#count += 1;
    key.copy(this.#keys, slot * KEY_BYTES, at, at + KEY_BYTES);
    this.#seqs[slot] = seq;
  }

  /** The slot of a name, or the free one where it belongs. */
  #slotOf(key: Buffer, at = 0): number {
    const mask = this.#seqs.length - 1;
    let slot = key.readUInt32LE(at) & mask;
    for (; this.#seqs[slot] !== 0; slot = (slot + 1) & mask) {
      const there = slot * KEY_BYTES;
      if (this.#keys.compare(key, at, at + KEY_BYTES, there, there + KEY_BYTES) === 0) return slot;
    }
    return slot;
  }

  #grow(): void {
    const [keys, seqs] = [this.#keys, this.#seqs];
    this.#keys = Buffer.alloc(keys.length * 2);
    this.#seqs = new Float64Array(seqs.length * 2);
    this.#count = 0;
    for (const [slot, seq] of seqs.entries()) if (seq !== 0) this.#put(keys, slot * KEY_BYTES, seq);
  }
}
