import type { CommitId } from '../records/ids.ts';
import type { Layer } from '../records/layers.ts';
import type { FileLake } from './lake.ts';
import { type CommitWithId, readCommit } from './read-commit.ts';

/** A commit and its first parents, newest first. */
export async function* firstParents(
  lake: FileLake,
  from: CommitId,
  layer: Layer,
): AsyncIterable<CommitWithId> {
  for (let id: CommitId | undefined = from; id !== undefined; ) {
    const found: CommitWithId = await readCommit(lake, id, layer);
    yield found;
    id = found.commit.parents?.[0];
  }
}

/** A commit and all its ancestors over parents, each once, breadth first. */
export async function* ancestors(lake: FileLake, from: CommitId, layer: Layer): AsyncIterable<CommitWithId> {
  const seen = new Set<CommitId>([from]);
  for (let row: CommitId[] = [from]; row.length > 0; ) {
    const next: CommitId[] = [];
    for (const id of row) {
      const found = await readCommit(lake, id, layer);
      yield found;
      for (const parent of found.commit.parents ?? []) {
        if (!seen.has(parent)) next.push(parent);
        seen.add(parent);
      }
    }
    row = next;
  }
}

/** Whether `ancestor` is `from` or lies behind it over parents. */
export async function isAncestor(
  lake: FileLake,
  ancestor: CommitId,
  from: CommitId,
  layer: Layer,
): Promise<boolean> {
  for await (const { id } of ancestors(lake, from, layer)) if (id === ancestor) return true;
  return false;
}
