import { DlakeError, isDlakeError } from '../errors.ts';
import type { Lake } from '../lake/lake.ts';
import { listRefHeads } from '../lake/list-ref-heads.ts';
import type { CommitWithId } from '../lake/read-commit.ts';
import { readingProblem } from '../lake/reading-problem.ts';
import { type RefHead, refHead } from '../lake/ref-head.ts';
import { datasetOf, type Ref, refText } from '../records/ref.ts';
import type { CallOptions } from '../store/contract.ts';
import { copyTags, type TagConflict } from './copy-tags.ts';
import { newCommits } from './new-commits.ts';
import type { SyncedRef } from './synced-ref.ts';
import { track, trackedRef } from './tracked-refs.ts';

export interface FetchOptions extends CallOptions {
  readonly actor: string;
  readonly dryRun?: boolean;
}

/** What a fetch came to. */
export interface Fetched {
  readonly refs: readonly SyncedRef[];
  readonly objectsReceived: number;
  readonly bytesReceived: number;
  readonly tags: readonly TagConflict[];
}

/**
 * Brings the commits of another lake and where its refs stand, all or these. No files come, and no ref of this lake
 * moves. Everything is hashed and decoded before it counts; a ref that lies is rejected by name, the rest goes on.
 */
export async function fetch(
  local: Lake,
  remote: { readonly name: string; readonly lake: Lake },
  refs: readonly Ref[] | undefined,
  options: FetchOptions,
): Promise<Fetched> {
  const heads = refs === undefined ? await listRefHeads(remote.lake) : await headsOf(remote.lake, refs);
  const synced: SyncedRef[] = [];
  const total = { objects: 0, bytes: 0 };
  for (const head of heads) {
    options.signal?.throwIfAborted();
    const known = await trackedRef(local, remote.name, head.ref);
    const outcome = { ref: refText(head.ref), from: known?.commit, to: head.commit };
    if (known !== undefined && known.commit === head.commit) {
      synced.push({ ...outcome, result: 'up-to-date' });
      continue;
    }
    try {
      const got =
        head.commit === undefined
          ? { objects: 0, bytes: 0 }
          : await bring(local, remote.lake, head, known?.commit, options);
      total.objects += got.objects;
      total.bytes += got.bytes;
      if (!options.dryRun) await track(local, remote.name, head, options.actor);
      synced.push({ ...outcome, result: known?.commit === undefined ? 'created' : 'fast-forward' });
    } catch (error) {
      const reason = isDlakeError(error, 'interrupted') ? undefined : readingProblem(error);
      if (reason === undefined) throw error;
      synced.push({ ...outcome, result: 'rejected', reason });
    }
  }
  const tags = options.dryRun ? [] : await copyTags(remote.lake, local, options.actor);
  return { refs: synced, objectsReceived: total.objects, bytesReceived: total.bytes, tags };
}

async function headsOf(lake: Lake, refs: readonly Ref[]): Promise<readonly RefHead[]> {
  const heads: RefHead[] = [];
  for (const ref of refs) {
    const head = await refHead(lake, ref);
    if (head !== undefined) heads.push(head);
  }
  return heads;
}

/** Brings the commits of one ref that are not here. */
async function bring(
  local: Lake,
  remote: Lake,
  head: RefHead,
  known: RefHead['commit'],
  { dryRun, signal }: FetchOptions,
): Promise<{ readonly objects: number; readonly bytes: number }> {
  const { layer } = head.ref;
  const { commits } = await newCommits(remote, head.commit as NonNullable<RefHead['commit']>, known, layer);
  for (const one of commits) checkOwn(head.ref, one);
  if (dryRun) return { objects: commits.length, bytes: 0 };
  const session = await local.store.session(layer, signal && { signal });
  try {
    for (const { id } of commits) {
      const bytes = await remote.store.read(layer, id);
      if (bytes !== undefined) session.put(id, bytes);
    }
    return await session.flush();
  } finally {
    await session.close();
  }
}

/** A ref names versions of its own dataset and layer, whatever a remote says. */
function checkOwn(ref: Ref, { id, commit }: CommitWithId): void {
  if (commit.layer === ref.layer && commit.dataset === datasetOf(ref)) return;
  throw new DlakeError('record-invalid', { what: `commit ${id}`, reason: `it is not of ${refText(ref)}` });
}
