import { ancestors } from '../lake/ancestors.ts';
import type { Lake } from '../lake/lake.ts';
import { type CommitWithId, findCommit, readCommit } from '../lake/read-commit.ts';
import type { CommitId } from '../records/ids.ts';
import type { Layer } from '../records/layers.ts';

/** What lies between two commits of a ref. */
export interface NewCommits {
  /** Those that the newer one has and the older one lacks, newest first. */
  readonly commits: readonly CommitWithId[];
  /** Whether the older one is among the ancestors of the newer one; also when there is no older one. */
  readonly follows: boolean;
}

/**
 * What `newer` brings to whoever has `older` and all behind it. A straight line is walked no further than to
 * `older`; where versions were merged, all that lies behind `older` is looked at. Throws `object-missing`.
 */
export async function newCommits(
  lake: Lake,
  newer: CommitId,
  older: CommitId | undefined,
  layer: Layer,
): Promise<NewCommits> {
  const line: CommitWithId[] = [];
  for (let id: CommitId | undefined = newer; id !== older; ) {
    if (id === undefined) return { commits: line, follows: older === undefined };
    const found = await readCommit(lake, id, layer);
    line.push(found);
    const [parent, ...more]: readonly CommitId[] = found.commit.parents ?? [];
    if (more.length > 0) return amongMerges(lake, newer, older, layer);
    id = parent;
  }
  return { commits: line, follows: true };
}

async function amongMerges(
  lake: Lake,
  newer: CommitId,
  older: CommitId | undefined,
  layer: Layer,
): Promise<NewCommits> {
  const behind = new Set<CommitId>();
  // A commit that is not known here has nothing in common with what is.
  if (older !== undefined && (await findCommit(lake, older, layer)) !== undefined)
    for await (const { id } of ancestors(lake, older, layer)) behind.add(id);
  const commits: CommitWithId[] = [];
  let follows = older === undefined;
  const seen = new Set<CommitId>([newer]);
  for (const id of seen) {
    if (id === older) follows = true;
    if (behind.has(id)) continue;
    const found = await readCommit(lake, id, layer);
    commits.push(found);
    for (const parent of found.commit.parents ?? []) seen.add(parent);
  }
  return { commits, follows };
}
