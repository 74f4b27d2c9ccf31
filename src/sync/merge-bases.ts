import { ancestors } from '../lake/ancestors.ts';
import type { Lake } from '../lake/lake.ts';
import type { CommitWithId } from '../lake/read-commit.ts';
import type { CommitId } from '../records/ids.ts';
import type { Layer } from '../records/layers.ts';

/** The newest versions that two versions of a ref both stem from, over parents: none of them lies behind another. */
export async function mergeBases(
  lake: Lake,
  one: CommitId,
  other: CommitId,
  layer: Layer,
): Promise<readonly CommitWithId[]> {
  const behindOne = new Set<CommitId>();
  for await (const { id } of ancestors(lake, one, layer)) behindOne.add(id);
  const common: CommitWithId[] = [];
  for await (const found of ancestors(lake, other, layer)) if (behindOne.has(found.id)) common.push(found);
  const covered = new Set<CommitId>();
  for (const { commit } of common)
    for (const parent of commit.parents ?? [])
      if (!covered.has(parent)) for await (const { id } of ancestors(lake, parent, layer)) covered.add(id);
  return common.filter(({ id }) => !covered.has(id));
}
