import { ancestors } from '../lake/ancestors.ts';
import type { Lake } from '../lake/lake.ts';
import { type CommitWithId, findCommit, readCommit } from '../lake/read-commit.ts';
import type { CommitId } from '../records/ids.ts';
import type { Layer } from '../records/layers.ts';

/**
 * A commit and those behind it that whoever has `older`, and all behind that, lacks; only ids are held. A straight
 * line is walked no further than to `older`; where versions were merged, all that lies behind `older` is looked at.
 * Throws `object-missing`.
 */
export async function* commitsBehind(
  lake: Lake,
  newest: CommitWithId,
  older: CommitId | undefined,
  layer: Layer,
): AsyncIterable<CommitWithId> {
  const seen = new Set<CommitId>([newest.id]);
  let known: ReadonlySet<CommitId> = new Set(older === undefined ? [] : [older]);
  let walkedKnown = false;
  for (const id of seen) {
    if (known.has(id)) continue;
    const found = id === newest.id ? newest : await readCommit(lake, id, layer);
    const parents = found.commit.parents ?? [];
    if (parents.length > 1 && older !== undefined && !walkedKnown) {
      known = await behind(lake, older, layer);
      walkedKnown = true;
    }
    yield found;
    for (const parent of parents) seen.add(parent);
  }
}

/** A commit and all behind it; a commit that is not known there has nothing in common with what is. */
async function behind(lake: Lake, commit: CommitId, layer: Layer): Promise<ReadonlySet<CommitId>> {
  const ids = new Set<CommitId>([commit]);
  if ((await findCommit(lake, commit, layer)) === undefined) return ids;
  for await (const { id } of ancestors(lake, commit, layer)) ids.add(id);
  return ids;
}
