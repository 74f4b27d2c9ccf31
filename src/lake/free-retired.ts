import type { CommitId } from '../records/ids.ts';
import type { Freed, FreeOptions } from '../store/freeing.ts';
import type { Lake } from './lake.ts';
import { neededBlobs } from './needed-blobs.ts';

/**
 * Frees what was retired and nobody relies on any more, whenever that was, but for what a version needs that no remote
 * was seen to have; those in `except` need nothing.
 */
export async function freeRetired(
  lake: Lake,
  except?: ReadonlySet<CommitId>,
  options?: FreeOptions,
): Promise<Freed> {
  const freed = await lake.store.freeing?.free(async (layer, ids) => {
    const needed = await neededBlobs(lake, layer, ids, except && { except });
    return new Set(needed.keys());
  }, options);
  return freed ?? { bytes: 0, waiting: 0 };
}
