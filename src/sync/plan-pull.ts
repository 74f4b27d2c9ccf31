import { isAncestor } from '../lake/ancestors.ts';
import type { Lake } from '../lake/lake.ts';
import { type CommitWithId, findCommit, readCommit } from '../lake/read-commit.ts';
import { refHead } from '../lake/ref-head.ts';
import type { CommitId } from '../records/ids.ts';
import { type Ref, refText } from '../records/ref.ts';
import { addCopies } from './copy-progress.ts';
import type { CopyOptions } from './copy-versions.ts';
import { getFiles } from './get-files.ts';
import { lostObject } from './lost-object.ts';
import { onlyFrom } from './only-from.ts';
import { type PlannedCopy, planCopy } from './planned-copy.ts';
import type { FolderContent, PulledRef, PullRefOptions } from './pull-ref.ts';

/**
 * What `pullRef` would do with a ref and what would come, having changed nothing here: the commits need not be here.
 * Whether a merge has conflicts is not looked at. Throws what `pullRef` throws.
 */
export async function planPull(
  local: Lake,
  remote: { readonly name: string; readonly lake: Lake },
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
  const content = await folder.content();
  const how = { base: known, ...(signal && { signal }) };
  const plan =
    content === undefined
      ? await planCopy(remote.lake, local, [theirs], how)
      : await planFolder(local, remote, theirs, content, how);
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

/** What comes where the folder has a version already: the records, and the files that differ in it. */
async function planFolder(
  local: Lake,
  remote: { readonly name: string; readonly lake: Lake },
  theirs: CommitWithId,
  { manifest, isMeant }: FolderContent,
  how: Pick<CopyOptions, 'base' | 'signal'>,
): Promise<PlannedCopy> {
  const records = await planCopy(remote.lake, local, [theirs], { ...how, recordsOnly: true });
  const { signal } = how;
  const { files, moreFiles, lost, ...copy } = await getFiles(local, onlyFrom(remote), theirs, {
    base: manifest,
    isMeant,
    dryRun: true,
    ...(signal && { signal }),
  });
  if (lost[0] !== undefined) throw lostObject(lost[0]);
  return { ...addCopies(records, copy), files, moreFiles };
}
