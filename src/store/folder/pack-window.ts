import { closeSync, openSync } from 'node:fs';
import { errnoOf } from './failure.ts';
import { fillFrom } from './pack-file.ts';

const WINDOW_BYTES = 4 * 1024 * 1024;
/** Bytes between two wanted pieces that are read rather than jumped over. */
const GAP_BYTES = 64 * 1024;

/**
 * Hands out pieces of packs that are asked for in order of where they lie, reading ahead over what is about to
 * be asked for.
 */
export class PackWindow {
  readonly #buffer = Buffer.allocUnsafeSlow(WINDOW_BYTES);
  #path: string | undefined;
  #file: number | undefined;
  #start = 0;
  #filled = 0;

  /**
   * So many bytes at an offset of a pack, fewer where it ends; undefined when it is gone. `until` is how far
   * reading on is of use. Valid until the next call.
   */
  piece(path: string, offset: number, length: number, until: number): Buffer | undefined {
    if (!this.#open(path)) return undefined;
    const file = this.#file as number;
    if (length > WINDOW_BYTES) {
      const whole = Buffer.allocUnsafe(length);
      return whole.subarray(0, fillFrom(file, whole, offset));
    }
    if (offset < this.#start || offset + length > this.#start + this.#filled) {
      const wanted = Math.max(length, Math.min(WINDOW_BYTES, until - offset));
      this.#start = offset;
      this.#filled = fillFrom(file, this.#buffer.subarray(0, wanted), offset);
    }
    return this.#buffer.subarray(offset - this.#start, Math.min(offset - this.#start + length, this.#filled));
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
    this.#path = undefined;
    this.#filled = 0;
  }

  #open(path: string): boolean {
    if (path === this.#path) return this.#file !== undefined;
    this.close();
    this.#path = path;
    try {
      this.#file = openSync(path, 'r');
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT') throw error;
    }
    return this.#file !== undefined;
  }
}

/**
 * How far reading on from each row is of use to the rows after it: to the end of the last one that is near.
 * `goesOn` says whether the row after this one is in the same file.
 */
export function usefulEnds(
  offsets: Float64Array | Uint32Array,
  lengths: Float64Array | Uint32Array,
  goesOn: (row: number) => boolean,
): Float64Array {
  const ends = new Float64Array(offsets.length);
  for (let row = offsets.length - 1; row >= 0; row--) {
    const end = (offsets[row] as number) + (lengths[row] as number);
    const near = row + 1 < offsets.length && goesOn(row) && (offsets[row + 1] as number) - end <= GAP_BYTES;
    ends[row] = near ? Math.max(end, ends[row + 1] as number) : end;
  }
  return ends;
}
