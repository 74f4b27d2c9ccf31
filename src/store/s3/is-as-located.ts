import { CID_BYTES, type PackTable } from '../../records/pack.ts';
import type { PackedObject } from './store-index.ts';

/** Where the digest begins in a CID. */
const DIGEST_AT = 4;

/** Whether a pack has by its own index, in order of id as indexes are, each of these objects where it is said to be. */
export function isAsLocated(
  { count, ids, offsets, lengths }: PackTable,
  said: Iterable<PackedObject>,
): boolean {
  const bytes = Buffer.from(ids.buffer, ids.byteOffset, ids.byteLength);
  const prefixes = Uint32Array.from({ length: count }, (_, row) =>
    bytes.readUInt32BE(row * CID_BYTES + DIGEST_AT),
  );
  for (const { id, offset, length } of said) {
    const cid = Buffer.from(id.slice(1), 'hex');
    const prefix = cid.readUInt32BE(DIGEST_AT);
    let row = firstFrom(prefixes, prefix);
    while (
      prefixes[row] === prefix &&
      bytes.compare(cid, 0, CID_BYTES, row * CID_BYTES, (row + 1) * CID_BYTES) !== 0
    )
      row += 1;
    if (prefixes[row] !== prefix || offsets[row] !== offset || lengths[row] !== length) return false;
  }
  return true;
}

/** The first row that is not below a prefix, by halves. */
function firstFrom(prefixes: Uint32Array, prefix: number): number {
  let [low, high] = [0, prefixes.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((prefixes[middle] as number) < prefix) low = middle + 1;
    else high = middle;
  }
  return low;
}
