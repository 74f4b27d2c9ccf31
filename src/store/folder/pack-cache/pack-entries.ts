import { CID_BYTES, type PackTable } from '../../../records/pack.ts';
import { CODEC_AT, ENTRY_BYTES, LENGTH_AT, OFFSET_AT, PACK_AT } from './block.ts';
import { DIGEST_BYTES } from './wanted.ts';

/** The cache entries of a pack's objects, in the order of the table. */
export function entriesOfPack(table: PackTable, pack: number): Buffer {
  const entries = Buffer.alloc(table.count * ENTRY_BYTES);
  for (let row = 0; row < table.count; row++) {
    const at = row * ENTRY_BYTES;
    const id = row * CID_BYTES;
    entries.set(table.ids.subarray(id + CID_BYTES - DIGEST_BYTES, id + CID_BYTES), at);
    entries[at + CODEC_AT] = table.ids[id + 1] as number;
    entries.writeUInt32BE(pack, at + PACK_AT);
    entries.writeUInt32BE(table.offsets[row] as number, at + OFFSET_AT);
    entries.writeUInt32BE(table.lengths[row] as number, at + LENGTH_AT);
  }
  return entries;
}
