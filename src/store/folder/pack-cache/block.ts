import { crc32 } from 'node:zlib';
import { DIGEST_BYTES, prefixAt, viewOf } from './wanted.ts';

/** An entry: digest (32), codec (1), nothing (3), pack number, offset, length (4 each, big-endian). */
export const ENTRY_BYTES = 48;
/** A block of a segment: its entries in order, how many they are, and a CRC of all that. */
export const BLOCK_BYTES = 4096;
/** Entries in a full block. */
export const BLOCK_ENTRIES = 85;

const COUNT_AT = 4080;
const CRC_AT = 4092;

/** Where the parts of an entry are. */
export const CODEC_AT = DIGEST_BYTES;
export const PACK_AT = 36;
export const OFFSET_AT = 40;
export const LENGTH_AT = 44;

/** Ends a block whose entries are in place. */
export function sealBlock(block: Buffer, count: number): void {
  block.fill(0, count * ENTRY_BYTES, CRC_AT);
  block.writeUInt16BE(count, COUNT_AT);
  block.writeUInt32BE(crc32(block.subarray(0, CRC_AT)), CRC_AT);
}

/** How many entries a block holds, or undefined when it is damaged. */
export function countOf(block: Buffer): number | undefined {
  const count = block.readUInt16BE(COUNT_AT);
  const whole = block.readUInt32BE(CRC_AT) === crc32(block.subarray(0, CRC_AT));
  return whole && count >= 1 && count <= BLOCK_ENTRIES ? count : undefined;
}

/** Compares two entries by digest, codec and pack. */
export function compareEntries(a: Buffer, aAt: number, b: Buffer, bAt: number): number {
  return a.compare(b, bAt, bAt + OFFSET_AT, aAt, aAt + OFFSET_AT);
}

/** Sorts entries that lie one after another; returns them in a new buffer. */
export function sortEntries(entries: Buffer): Buffer {
  const count = entries.length / ENTRY_BYTES;
  const view = viewOf(entries);
  const size = 2 ** 20;
  if (count > size) throw new RangeError('more entries than can be sorted at once');
  const keys = Float64Array.from({ length: count }, (_, row) => {
    return Math.floor(prefixAt(view, row * ENTRY_BYTES) / 0x1_0000) * size + row;
  }).sort();
  const rows = Uint32Array.from(keys, (key) => key % size);
  const sorted = Buffer.allocUnsafe(entries.length);
  for (let i = 0; i < count; i++) {
    const at = (rows[i] as number) * ENTRY_BYTES;
    let place = i * ENTRY_BYTES;
    while (place > 0 && compareEntries(sorted, place - ENTRY_BYTES, entries, at) > 0) {
      sorted.copyWithin(place, place - ENTRY_BYTES, place);
      place -= ENTRY_BYTES;
    }
    entries.copy(sorted, place, at, at + ENTRY_BYTES);
  }
  return sorted;
}
