import { closeSync, openSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { BLOCK_BYTES, BLOCK_ENTRIES, ENTRY_BYTES, sealBlock } from './block.ts';
import { prefixAt, viewOf } from './wanted.ts';

/** What a segment ends with: `dlakeseg`, entries, blocks, CRC of the fences, CRC of these 20 bytes. */
export const TRAILER_BYTES = 24;
/** The first bytes of a trailer. */
export const SEGMENT_MAGIC = 'dlakeseg';

const CHUNK_BLOCKS = 64;

/** Writes entries, which come in order, as a segment: blocks, then the first prefix of each, then a trailer. */
export class SegmentWriter {
  readonly #file: number;
  readonly #chunk = Buffer.alloc(CHUNK_BLOCKS * BLOCK_BYTES);
  #block = 0;
  #inBlock = 0;
  #fences = new Float64Array(1024);
  #blocks = 0;
  #entries = 0;

  constructor(path: string) {
    this.#file = openSync(path, 'wx');
  }

  /** Takes the entry that lies at `at`. */
  add(entries: Buffer, at: number): void {
    if (this.#inBlock === 0) this.#fence(prefixAt(viewOf(entries), at));
    const place = this.#block * BLOCK_BYTES + this.#inBlock * ENTRY_BYTES;
    entries.copy(this.#chunk, place, at, at + ENTRY_BYTES);
    this.#inBlock += 1;
    this.#entries += 1;
    if (this.#inBlock === BLOCK_ENTRIES) this.#seal();
  }

  /** Ends the file; returns how many entries it holds. */
  finish(): number {
    if (this.#inBlock > 0) this.#seal();
    this.#writeChunk();
    const fences = Buffer.from(this.#fences.slice(0, this.#blocks).buffer);
    const trailer = Buffer.alloc(TRAILER_BYTES);
    trailer.write(SEGMENT_MAGIC, 'latin1');
    trailer.writeUInt32BE(this.#entries, 8);
    trailer.writeUInt32BE(this.#blocks, 12);
    trailer.writeUInt32BE(crc32(fences), 16);
    trailer.writeUInt32BE(crc32(trailer.subarray(0, 20)), 20);
    this.#write(Buffer.concat([fences, trailer]));
    this.close();
    return this.#entries;
  }

  /** Closes the file, whole or not. */
  close(): void {
    closeSync(this.#file);
  }

  #fence(prefix: number): void {
    if (this.#blocks === this.#fences.length) {
      const more = new Float64Array(this.#fences.length * 2);
      more.set(this.#fences);
      this.#fences = more;
    }
    this.#fences[this.#blocks] = prefix;
    this.#blocks += 1;
  }

  #seal(): void {
    const at = this.#block * BLOCK_BYTES;
    sealBlock(this.#chunk.subarray(at, at + BLOCK_BYTES), this.#inBlock);
    this.#inBlock = 0;
    this.#block += 1;
    if (this.#block === CHUNK_BLOCKS) this.#writeChunk();
  }

  #writeChunk(): void {
    this.#write(this.#chunk.subarray(0, this.#block * BLOCK_BYTES));
    this.#block = 0;
  }

  #write(bytes: Buffer): void {
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#file, bytes, at);
  }
}
