import { hexOf, isBlobId, type ObjectId } from '../../records/ids.ts';
import type { LayerIndex } from './layer-index.ts';
import { wantedOf } from './pack-cache/wanted-of.ts';

/** Beyond so many, the folders of large blobs are listed rather than asked for each. */
const ASKED_ONE_BY_ONE = 256;
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
    const { packs } = index.packs.locate(wantedOf(batch), 'proved');
    for (const [row, id] of batch.entries()) if (packs[row] === -1) unpacked.add(id);
  }
  const blobs = [...unpacked].filter(isBlobId);
  const listed = blobs.length > ASKED_ONE_BY_ONE ? new Set(index.blobs()) : undefined;
  const isHeld = (id: ObjectId) => {
    const hex = hexOf(id);
    if (listed?.has(hex) === false) return false;
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
