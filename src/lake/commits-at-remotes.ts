import type { CommitId } from '../records/ids.ts';
import type { Lake } from './lake.ts';
import { entriesBack } from './log-head.ts';
import { findCommit } from './read-commit.ts';

/**
 * The commits that the refs of remotes were seen to reach: what this lake lacks of them is absent, not missing. A ref
 * that has ended or was moved back since counts too, for its log there keeps what it named. Over parents, for as far
 * as they are here. With `remote`, by those of this one alone.
 */
export async function commitsAtRemotes(lake: Lake, remote?: string): Promise<ReadonlySet<CommitId>> {
  const prefix = remote === undefined ? 'remotes/' : `remotes/${remote}/`;
  const reached = new Set<CommitId>();
  for await (const subject of lake.store.logs.subjects('raw', prefix)) {
    for await (const { entry } of entriesBack(lake, 'raw', subject))
      if (entry.to !== undefined) reached.add(entry.to as CommitId);
  }
  // A set goes on over what is added while it is walked.
  for (const id of reached) {
    const found = await findCommit(lake, id);
    for (const parent of found?.commit.parents ?? []) reached.add(parent);
  }
  return reached;
}
