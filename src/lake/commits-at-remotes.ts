import type { CommitId } from '../records/ids.ts';
import type { Lake } from './lake.ts';
import { logHead } from './log-head.ts';
import { findCommit } from './read-commit.ts';

/**
 * The commits that the refs of a remote reach, as it was last seen: what this lake lacks of them is absent, not
 * missing. Over parents, for as far as they are here.
 */
export async function commitsAtRemotes(lake: Lake): Promise<ReadonlySet<CommitId>> {
  const reached = new Set<CommitId>();
  for await (const subject of lake.store.logs.subjects('raw', 'remotes/')) {
    const to = (await logHead(lake, 'raw', subject))?.entry.to;
    if (to !== undefined) reached.add(to as CommitId);
  }
  // A set goes on over what is added while it is walked.
  for (const id of reached) {
    const found = await findCommit(lake, id);
    for (const parent of found?.commit.parents ?? []) reached.add(parent);
  }
  return reached;
}
