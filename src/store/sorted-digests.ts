import { closeSync, readSync } from 'node:fs';

/** Bytes of a digest. */
export const DIGEST_BYTES = 32;

/** The first six bytes of a digest as a number: in the order of digests. */
export const keyAt = (bytes: Buffer, at: number): number => bytes.readUIntBE(at, 6);

/**
 * A set of digests that lies sorted in a file. In memory is eight bytes for each 128 of them; a look is one read of
 * four KiB, or none when it falls where the last one did.
 */
export class SortedDigests {
  /** Digests that are read at once. */
  static readonly BLOCK = 128;
  readonly size: number;
  readonly #file: number;
  readonly #fences: Float64Array;
  readonly #block = Buffer.alloc(SortedDigests.BLOCK * DIGEST_BYTES);
  #held = -1;

  /** `fences`: the key of the first digest of each block. The file is closed with the set. */
  constructor(file: number, size: number, fences: Float64Array) {
    this.#file = file;
    this.size = size;
    this.#fences = fences;
  }

  /** Whether this digest, in hex, is one of them. */
  has(hex: string): boolean {
    return this.indexOf(hex) >= 0;
  }

  /** Which of them, in their order, this digest is, in hex; -1 where it is none. */
  indexOf(hex: string): number {
    const wanted = Buffer.from(hex, 'hex');
    const key = keyAt(wanted, 0);
    // Several blocks may begin with the same six bytes, if somebody took the trouble.
    for (let block = Math.max(0, this.#firstFrom(key) - 1); block < this.#fences.length; block++) {
      if ((this.#fences[block] as number) > key) return -1;
      const found = this.#findIn(block, wanted);
      if (found >= 0) return block * SortedDigests.BLOCK + found;
    }
    return -1;
  }

  close(): void {
    closeSync(this.#file);
  }

  /** The first block that begins at this key or after it. */
  #firstFrom(key: number): number {
    let [low, high] = [0, this.#fences.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#fences[middle] as number) < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #findIn(block: number, wanted: Buffer): number {
    const count = Math.min(SortedDigests.BLOCK, this.size - block * SortedDigests.BLOCK);
    if (this.#held !== block) {
      readSync(this.#file, this.#block, 0, count * DIGEST_BYTES, block * SortedDigests.BLOCK * DIGEST_BYTES);
      this.#held = block;
    }
    let [low, high] = [0, count];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const at = middle * DIGEST_BYTES;
      const order = this.#block.compare(wanted, 0, DIGEST_BYTES, at, at + DIGEST_BYTES);
      if (order === 0) return middle;
      if (order < 0) low = middle + 1;
      else high = middle;
    }
    return -1;
  }
}
