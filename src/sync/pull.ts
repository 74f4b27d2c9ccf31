import { DlakeError, isDlakeError } from '../errors.ts';
import type { Lake } from '../lake/lake.ts';
import { readingProblem } from '../lake/reading-problem.ts';
import { refHead } from '../lake/ref-head.ts';
import type { CommitId } from '../records/ids.ts';
import { parseRef } from '../records/parse-ref.ts';
import { type Ref, refText } from '../records/ref.ts';
import { addCopies, type CopyProgress, NOTHING_COPIED } from './copy-progress.ts';
import type { Fetched } from './fetch.ts';
import { planPull } from './plan-pull.ts';
import { type FollowingFolder, type PulledRef, type PullRefOptions, pullRef } from './pull-ref.ts';

export interface PullOptions extends Omit<PullRefOptions, 'folder'> {
  readonly dryRun?: boolean;
  /** Refs that are wanted whether or not they are there; one that is not is `ref-unknown`. */
  readonly named: readonly Ref[];
  readonly folderOf: (ref: Ref) => FollowingFolder;
}

/** What a pull came to. */
export interface Pulled extends CopyProgress {
  readonly refs: readonly PulledRef[];
}

/** Pulls each ref that was fetched, by itself. Throws `ref-unknown` for one that was named and is not there. */
export async function pull(
  local: Lake,
  remote: { readonly name: string; readonly lake: Lake },
  fetched: Fetched,
  options: PullOptions,
): Promise<Pulled> {
  const there = new Set(fetched.refs.map(({ ref }) => ref));
  for (const ref of options.named)
    if (!there.has(refText(ref))) throw new DlakeError('ref-unknown', { ref: refText(ref) });
  const refs: PulledRef[] = [];
  let total = NOTHING_COPIED;
  for (const one of fetched.refs) {
    const pulled =
      one.result === 'rejected' || one.to === undefined
        ? { ...one, conflicts: [], received: NOTHING_COPIED }
        : await pullOne(local, remote, parseRef(one.ref), one.to, options);
    refs.push(pulled);
    total = addCopies(total, pulled.received);
  }
  return { refs, ...total };
}

/** A folder that may not be touched, or a version that lies, keeps no other ref from its news. */
async function pullOne(
  local: Lake,
  remote: { readonly name: string; readonly lake: Lake },
  ref: Ref,
  to: CommitId,
  options: PullOptions,
): Promise<PulledRef> {
  try {
    const how = { ...options, folder: options.folderOf(ref) };
    return await (options.dryRun ? planPull : pullRef)(local, remote, ref, to, how);
  } catch (error) {
    const reason = isDlakeError(error, 'worktree-dirty')
      ? 'its folder has changes that are in no commit'
      : readingProblem(error);
    if (reason === undefined) throw error;
    const from = (await refHead(local, ref))?.commit;
    return {
      ref: refText(ref),
      from,
      to,
      result: 'rejected',
      reason,
      conflicts: [],
      received: NOTHING_COPIED,
    };
  }
}
