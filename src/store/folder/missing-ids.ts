import { hexOf, isBlobId, type ObjectId } from '../../records/ids.ts';
import type { LayerIndex } from './layer-index.ts';
import { listedBlobs } from './listed-blobs.ts';
import { wantedOf } from './pack-cache/wanted-of.ts';

const BATCH = 32_768;

/**
 * Those of these ids that a layer does not hold. Packs are listed, and each that is referred to is looked at, as is
 * each large blob.
 */
export function missingIds(
  index: LayerIndex,
  ids: Iterable<ObjectId>,
  sizeOf: (id: ObjectId) => number | undefined,
  checkpoint: () => void,
): Set<ObjectId> {
  index.refresh();
  const unpacked = new Set<ObjectId>();
  for (const batch of batchesOf(ids)) {
    checkpoint();
    if (index.packs.isEmpty) {
      for (const id of batch) unpacked.add(id);
      continue;
    }
    const { packs } = index.packs.locate(wantedOf(batch), 'proved');
    for (const [row, id] of batch.entries()) if (packs[row] === -1) unpacked.add(id);
  }
  const blobs = [...unpacked].filter(isBlobId);
  const isListed = listedBlobs(index, blobs.length);
  const isHeld = (id: ObjectId) => {
    const hex = hexOf(id);
    if (!isListed(hex)) return false;
    checkpoint();
    return index.isBlob(hex, sizeOf(id));
  };
  return new Set([...unpacked].filter((id) => !isBlobId(id) || !isHeld(id)));
}

function* batchesOf(ids: Iterable<ObjectId>): Iterable<readonly ObjectId[]> {
  let batch: ObjectId[] = [];
  for (const id of ids) {
    batch.push(id);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
