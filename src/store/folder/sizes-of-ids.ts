import { hexOf, isBlobId, type ObjectId } from '../../records/ids.ts';
import type { LayerIndex } from './layer-index.ts';
import { wantedOf } from './pack-cache/wanted-of.ts';

/** The bytes of each of these objects that can be read, whether or not they are good; others are left out. */
export function sizesOfIds(index: LayerIndex, ids: readonly ObjectId[]): Map<ObjectId, number> {
  index.refresh('unproved');
  const { packs, lengths } = index.packs.locate(wantedOf(ids));
  const sizes = new Map<ObjectId, number>();
  for (const [row, id] of ids.entries()) {
    if (packs[row] !== -1) sizes.set(id, lengths[row] as number);
    else if (isBlobId(id)) {
      const size = index.looseBlob(hexOf(id))?.length;
      if (size !== undefined) sizes.set(id, size);
    }
  }
  return sizes;
}
