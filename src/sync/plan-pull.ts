import { isAncestor } from '../lake/ancestors.ts';
import type { Lake } from '../lake/lake.ts';
import { findCommit, readCommit } from '../lake/read-commit.ts';
import { refHead } from '../lake/ref-head.ts';
import type { CommitId } from '../records/ids.ts';
import { type Ref, refText } from '../records/ref.ts';
import { planCopy } from './planned-copy.ts';
import type { PulledRef, PullRefOptions } from './pull-ref.ts';

/**
 * What `pullRef` would do with a ref and what would come, having changed nothing here: the commits need not be here.
 * Whether a merge has conflicts is not looked at. Throws what `pullRef` throws.
 */
export async function planPull(
  local: Lake,
  remote: { readonly lake: Lake },
  ref: Ref,
  to: CommitId,
  { folder, signal }: Pick<PullRefOptions, 'folder' | 'signal'>,
): Promise<PulledRef> {
  const { layer } = ref;
  const ours = (await refHead(local, ref))?.commit;
  const theirs = await readCommit(remote.lake, to, layer);
  const isBehind = async (lake: Lake, older: CommitId, newer: CommitId) =>
    (await findCommit(lake, older, layer)) !== undefined && (await isAncestor(lake, older, newer, layer));
  const known = ours && (await readCommit(local, ours, layer)).commit.manifest;
  const plan = await planCopy(remote.lake, local, [theirs], { base: known, ...(signal && { signal }) });
  // The commit comes with the fetch, and is counted there.
  const isNew = (await local.store.missing(layer, [to])).size > 0;
  const size = isNew ? ((await remote.lake.store.sizes(layer, [to])).get(to) ?? 0) : 0;
  const received = { ...plan, objects: plan.objects - (isNew ? 1 : 0), bytes: plan.bytes - size };
  const told = { ref: refText(ref), from: ours, to, conflicts: [], received, plan: received };
  if (ours !== undefined && (await isBehind(local, to, ours)))
    return { ...told, to: ours, result: 'up-to-date' };
  await folder.refuseUnsaved();
  if (ours === undefined) return { ...told, result: 'created' };
  if (await isBehind(remote.lake, ours, to)) return { ...told, result: 'fast-forward' };
  if (layer === 'raw' || layer === 'processed') return { ...told, result: 'merged' };
  return { ...told, result: 'rejected', reason: `the two have diverged, and ${layer} is never merged` };
}
