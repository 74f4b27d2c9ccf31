import { appendFileSync, closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DIGEST_BYTES, keyAt, SortedDigests } from './sorted-digests.ts';

/** One for each first byte: digests are spread evenly, so that each part of a billion fits into memory. */
const PARTS = 256;
const PART_BUFFER = 128 * DIGEST_BYTES;

/** Takes digests in any order, each as often as it comes, onto the disk, and sorts them there: memory stays as it is. */
export class DigestSpool {
  readonly #folder: string;
  readonly #waiting = Buffer.alloc(PARTS * PART_BUFFER);
  readonly #filled = new Uint32Array(PARTS);
  readonly #spilled = new Uint8Array(PARTS);

  /** In a folder of its own, which whoever made it removes. */
  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
  }

  /** Takes a digest, in hex. */
  add(hex: string): void {
    const part = Number.parseInt(hex.slice(0, 2), 16);
    const filled = this.#filled[part] as number;
    this.#waiting.write(hex, part * PART_BUFFER + filled, DIGEST_BYTES, 'hex');
    this.#filled[part] = filled + DIGEST_BYTES;
    if (filled + DIGEST_BYTES === PART_BUFFER) this.#spill(part);
  }

  /** The set of all that was taken; nothing more can be. Whoever has it closes it. */
  sorted(): SortedDigests {
    const path = join(this.#folder, 'sorted');
    const file = openSync(path, 'w+');
    try {
      const fences: number[] = [];
      let count = 0;
      for (let part = 0; part < PARTS; part++) {
        const sorted = sortedUnique(this.#take(part));
        for (let at = 0; at < sorted.length; at += DIGEST_BYTES, count++)
          if (count % SortedDigests.BLOCK === 0) fences.push(keyAt(sorted, at));
        if (sorted.length > 0) writeSync(file, sorted);
      }
      return new SortedDigests(file, count, Float64Array.from(fences));
    } catch (error) {
      closeSync(file);
      throw error;
    }
  }

  #spill(part: number): void {
    const at = part * PART_BUFFER;
    appendFileSync(this.#path(part), this.#waiting.subarray(at, at + PART_BUFFER));
    this.#filled[part] = 0;
    this.#spilled[part] = 1;
  }

  /** All of a part, whose file is gone then. */
  #take(part: number): Buffer {
    const at = part * PART_BUFFER;
    const held = this.#waiting.subarray(at, at + (this.#filled[part] as number));
    if (this.#spilled[part] === 0) return held;
    const all = Buffer.concat([readFileSync(this.#path(part)), held]);
    rmSync(this.#path(part));
    return all;
  }

  #path(part: number): string {
    return join(this.#folder, `part-${part}`);
  }
}

function sortedUnique(all: Buffer): Buffer {
  const count = all.length / DIGEST_BYTES;
  const keys = Float64Array.from({ length: count }, (_, row) => keyAt(all, row * DIGEST_BYTES));
  const compare = (a: number, b: number) => {
    const [from, to] = [a * DIGEST_BYTES, b * DIGEST_BYTES];
    return all.compare(all, to, to + DIGEST_BYTES, from, from + DIGEST_BYTES);
  };
  const rows = Uint32Array.from(keys.keys()).sort(
    (a, b) => (keys[a] as number) - (keys[b] as number) || compare(a, b),
  );
  const sorted = Buffer.alloc(all.length);
  let length = 0;
  for (const [n, row] of rows.entries()) {
    if (n > 0 && compare(rows[n - 1] as number, row) === 0) continue;
    all.copy(sorted, length, row * DIGEST_BYTES, (row + 1) * DIGEST_BYTES);
    length += DIGEST_BYTES;
  }
  return sorted.subarray(0, length);
}
