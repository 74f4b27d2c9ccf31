import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import {
  BLOCK_BYTES,
  BLOCK_ENTRIES,
  CODEC_AT,
  countOf,
  ENTRY_BYTES,
  LENGTH_AT,
  OFFSET_AT,
  PACK_AT,
} from './block.ts';
import { CacheDamaged } from './cache-damaged.ts';
import { SEGMENT_MAGIC, TRAILER_BYTES } from './segment-writer.ts';
import { DIGEST_BYTES, type Places, prefixAt, viewOf, type Wanted } from './wanted.ts';

/** Blocks that are read at once when most of them are needed. */
const WINDOW_BLOCKS = 32;

/** A sorted file of entries: which object lies where in which pack. Throws `CacheDamaged` for whatever is not whole. */
export class Segment {
  readonly path: string;
  readonly entries: number;
  readonly blocks: number;
  readonly #file: number;
  readonly #fences: Float64Array;
  readonly #window = Buffer.allocUnsafeSlow(WINDOW_BLOCKS * BLOCK_BYTES);
  readonly #view = viewOf(this.#window);
  #windowStart = 0;
  #windowBlocks = 0;
  /** The block that `#at` is in, where it begins in the window, and its entries. */
  #block = -1;
  #base = 0;
  #count = 0;

  constructor(path: string) {
    this.path = path;
    this.#file = openFile(path);
    const size = fstatSync(this.#file).size;
    const trailer = this.#read(Buffer.alloc(TRAILER_BYTES), size - TRAILER_BYTES);
    this.entries = trailer.readUInt32BE(8);
    this.blocks = trailer.readUInt32BE(12);
    const whole =
      trailer.toString('latin1', 0, 8) === SEGMENT_MAGIC &&
      trailer.readUInt32BE(20) === crc32(trailer.subarray(0, 20));
    if (!whole || size !== this.blocks * (BLOCK_BYTES + 8) + TRAILER_BYTES) throw this.#damaged();
    this.#fences = new Float64Array(this.blocks);
    const fences = this.#read(Buffer.from(this.#fences.buffer), this.blocks * BLOCK_BYTES);
    if (trailer.readUInt32BE(16) !== crc32(fences)) throw this.#damaged();
  }

  close(): void {
    closeSync(this.#file);
  }

  /** Writes into `places` where the wanted objects lie whose place is not known, in packs that `usable` accepts. */
  locate(wanted: Wanted, places: Places, usable: (pack: number) => boolean): void {
    const ahead = wanted.count * 4 > this.blocks ? WINDOW_BLOCKS : 1;
    const view = viewOf(wanted.digests);
    for (let next = 0; next < wanted.count; next++) {
      const row = wanted.order[next] as number;
      if (places.packs[row] !== -1) continue;
      const at = this.#find(view, row * DIGEST_BYTES, wanted.codecs[row] as number, ahead, usable);
      if (at === -1) continue;
      places.packs[row] = this.#view.getUint32(at + PACK_AT);
      places.offsets[row] = this.#view.getUint32(at + OFFSET_AT);
      places.lengths[row] = this.#view.getUint32(at + LENGTH_AT);
    }
  }

  /** The entries whose first 48 bits are within these bounds, each as it lies in a buffer that is used again. */
  *between(least: number, most: number): Iterable<{ readonly bytes: Buffer; readonly at: number }> {
    for (
      let block = this.#blockOf(least);
      block < this.blocks && (this.#fences[block] as number) <= most;
      block++
    ) {
      this.#load(block, WINDOW_BLOCKS);
      const { base, count } = { base: this.#base, count: this.#count };
      for (let at = base; at < base + count * ENTRY_BYTES; at += ENTRY_BYTES) {
        const prefix = prefixAt(this.#view, at);
        if (prefix >= least && prefix <= most) yield { bytes: this.#window, at };
      }
    }
  }

  /** Where in the window the entry of this object lies in a usable pack, or -1. */
  #find(
    digests: DataView,
    digestAt: number,
    codec: number,
    ahead: number,
    usable: (pack: number) => boolean,
  ): number {
    const prefix = prefixAt(digests, digestAt);
    let block = this.#isBlockOf(this.#block, prefix) ? this.#block : this.#blockOf(prefix);
    for (; block < this.blocks && (this.#fences[block] as number) <= prefix; block++) {
      this.#load(block, ahead);
      const end = this.#base + this.#count * ENTRY_BYTES;
      for (let at = this.#lowerBound(prefix); at < end; at += ENTRY_BYTES) {
        if (prefixAt(this.#view, at) !== prefix) return -1;
        if (this.#view.getUint8(at + CODEC_AT) !== codec) continue;
        if (!sameDigest(this.#view, at, digests, digestAt)) continue;
        if (usable(this.#view.getUint32(at + PACK_AT))) return at;
      }
    }
    return -1;
  }

  #lowerBound(prefix: number): number {
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (prefixAt(this.#view, this.#base + middle * ENTRY_BYTES) < prefix) low = middle + 1;
      else high = middle;
    }
    return this.#base + low * ENTRY_BYTES;
  }

  /** Whether the first entry with this prefix, if there is one, is in this block or begins the next. */
  #isBlockOf(block: number, prefix: number): boolean {
    if (block < 0 || (this.#fences[block] as number) >= prefix) return false;
    return block + 1 === this.blocks || (this.#fences[block + 1] as number) >= prefix;
  }

  #blockOf(prefix: number): number {
    let low = 0;
    let high = this.blocks;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#fences[middle] as number) < prefix) low = middle + 1;
      else high = middle;
    }
    return Math.max(0, low - 1);
  }

  #load(block: number, ahead: number): void {
    if (block === this.#block) return;
    if (block < this.#windowStart || block >= this.#windowStart + this.#windowBlocks) {
      const blocks = Math.min(ahead, this.blocks - block);
      this.#read(this.#window.subarray(0, blocks * BLOCK_BYTES), block * BLOCK_BYTES);
      this.#windowStart = block;
      this.#windowBlocks = blocks;
    }
    this.#base = (block - this.#windowStart) * BLOCK_BYTES;
    const count = countOf(this.#window.subarray(this.#base, this.#base + BLOCK_BYTES));
    if (count === undefined || (count < BLOCK_ENTRIES && block + 1 < this.blocks)) throw this.#damaged();
    this.#block = block;
    this.#count = count;
  }

  #read(into: Buffer, position: number): Buffer {
    if (position < 0) throw this.#damaged();
    for (let at = 0; at < into.length; ) {
      const read = readSync(this.#file, into, at, into.length - at, position + at);
      if (read === 0) throw this.#damaged();
      at += read;
    }
    return into;
  }

  #damaged(): CacheDamaged {
    return new CacheDamaged(this.path);
  }
}

function openFile(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (error) {
    throw new CacheDamaged(path, { cause: error });
  }
}

function sameDigest(a: DataView, aAt: number, b: DataView, bAt: number): boolean {
  for (let at = 0; at < DIGEST_BYTES; at += 4)
    if (a.getUint32(aAt + at) !== b.getUint32(bAt + at)) return false;
  return true;
}
