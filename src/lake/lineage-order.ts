import type { LineageNode } from '../catalog/lineage-nodes.ts';
import type { CommitId } from '../records/ids.ts';
import type { Lineage } from './lineage.ts';

/**
 * The same lineage with its nodes in order: each after all that it came from, else by time and then by id, so that
 * the order is always the same.
 */
export function inOrder(lineage: Lineage): Lineage {
  const generation = generations(lineage);
  const key = ({ commit, committedAt }: LineageNode) =>
    [generation.get(commit) ?? 0, committedAt, commit] as const;
  const nodes = [...lineage.nodes].sort((a, b) => {
    const [one, other] = [key(a), key(b)];
    if (one[0] !== other[0]) return one[0] - other[0];
    if (one[1] !== other[1]) return one[1] < other[1] ? -1 : 1;
    return one[2] < other[2] ? -1 : 1;
  });
  return { ...lineage, nodes };
}

/** How many steps each commit is from the farthest of those that came from nothing here. */
function generations({ nodes, unknown, edges }: Lineage): ReadonlyMap<CommitId, number> {
  const newer = new Map<CommitId, CommitId[]>();
  const waitsFor = new Map<CommitId, number>();
  for (const { from, to } of edges) {
    const after = newer.get(from);
    if (after === undefined) newer.set(from, [to]);
    else after.push(to);
    waitsFor.set(to, (waitsFor.get(to) ?? 0) + 1);
  }
  const generation = new Map<CommitId, number>();
  const ready = [...nodes.map(({ commit }) => commit), ...unknown].filter((id) => !waitsFor.has(id));
  // The list grows while it is walked.
  for (const id of ready) {
    const next = (generation.get(id) ?? 0) + 1;
    for (const after of newer.get(id) ?? []) {
      generation.set(after, Math.max(generation.get(after) ?? 0, next));
      const left = (waitsFor.get(after) ?? 1) - 1;
      waitsFor.set(after, left);
      if (left === 0) ready.push(after);
    }
  }
  return generation;
}
