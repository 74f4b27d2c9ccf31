import { isAncestor } from '../lake/ancestors.ts';
import type { Lake } from '../lake/lake.ts';
import { findCommit } from '../lake/read-commit.ts';
import { refPositions } from '../lake/ref-positions.ts';
import type { CommitId } from '../records/ids.ts';
import type { Ref } from '../records/ref.ts';

/** Whether a commit is what a ref names or named, or lies behind what it names or named. */
export async function isBehind(lake: Lake, ref: Ref, commit: CommitId): Promise<boolean> {
  if ((await findCommit(lake, commit, ref.layer)) === undefined) return false;
  for (const position of (await refPositions(lake, ref)).toReversed()) {
    if (position.commit === undefined) continue;
    if (await isAncestor(lake, commit, position.commit, ref.layer)) return true;
  }
  return false;
}
