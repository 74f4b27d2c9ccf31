import type { BlobId, CommitId } from '../records/ids.ts';
import type { Layer } from '../records/layers.ts';
import { ancestors } from './ancestors.ts';
import type { Lake } from './lake.ts';
import { unwalkedFiles } from './unwalked-files.ts';

/** Ids that are asked for at once. */
const AT_ONCE = 32_768;

/**
 * Brings back what the versions after `since` up to `to` name, their lists of published sums too, and somebody has retired while they were made. Where
 * nothing is being freed, as nearly always, that is one look.
 */
export async function keepRelied(
  lake: Lake,
  layer: Layer,
  to: CommitId,
  since: CommitId | undefined,
): Promise<void> {
  if (lake.store.freeing?.isPending() !== true) return;
  const walked = new Set<string>();
  let waiting: BlobId[] = [];
  for await (const { id, commit } of ancestors(lake, to, layer)) {
    if (id === since) break;
    if (commit.expected !== undefined) waiting.push(commit.expected.list);
    for await (const files of unwalkedFiles(lake, layer, commit.manifest, walked)) {
      waiting.push(...files.map(({ blob }) => blob));
      if (waiting.length < AT_ONCE) continue;
      await lake.store.missing(layer, waiting);
      waiting = [];
    }
  }
  if (waiting.length > 0) await lake.store.missing(layer, waiting);
}
