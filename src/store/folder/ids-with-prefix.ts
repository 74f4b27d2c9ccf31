import { blobId, hexOf, manifestId, type ObjectId } from '../../records/ids.ts';
import type { LayerIndex } from './layer-index.ts';
import { CODEC_AT } from './pack-cache/block.ts';
import { RAW_CODEC } from './pack-cache/wanted.ts';

const PREFIX_DIGITS = 12;

/** The ids of a layer whose digest begins with these hex digits, in order of digest, at most `limit`. */
export function idsWithPrefix(index: LayerIndex, hex: string, limit: number): ObjectId[] {
  index.refresh('unproved');
  const bound = (digit: string) =>
    Number.parseInt(hex.slice(0, PREFIX_DIGITS).padEnd(PREFIX_DIGITS, digit), 16);
  const packed = index.packs.between(bound('0'), bound('f')).map((entry) => {
    const digest = entry.toString('hex', 0, CODEC_AT);
    return entry[CODEC_AT] === RAW_CODEC ? blobId(digest) : manifestId(digest);
  });
  const large = [...index.blobs()].map(blobId);
  const found = new Set<ObjectId>([...packed, ...large].filter((id) => hexOf(id).startsWith(hex)));
  return [...found].sort((a, b) => (hexOf(a) < hexOf(b) ? -1 : 1)).slice(0, limit);
}
