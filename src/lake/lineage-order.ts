import type { LineageNode } from '../catalog/lineage-nodes.ts';
import type { CommitId } from '../records/ids.ts';
import type { Lineage } from './lineage.ts';

/**
 * The same lineage in order: each node after all that it came from, else by time and then by id; edges by where they
 * lead, then by where they come from. So the order is always the same.
 */
export function inOrder(lineage: Lineage): Lineage {
  const generation = generations(lineage);
  const nodes = lineage.nodes
    .map((node) => ({ node, generation: generation.get(node.commit) ?? 0 }))
    .sort((a, b) => a.generation - b.generation || byTime(a.node, b.node))
    .map(({ node }) => node);
  const place = new Map(nodes.map(({ commit }, at) => [commit, at]));
  const edges = lineage.edges
    .map((edge) => ({ edge, from: place.get(edge.from) ?? -1, to: place.get(edge.to) ?? -1 }))
    .sort((a, b) => a.to - b.to || a.from - b.from || (a.edge.from < b.edge.from ? -1 : 1))
    .map(({ edge }) => edge);
  return { ...lineage, nodes, edges };
}

function byTime(a: LineageNode, b: LineageNode): number {
  if (a.committedAt !== b.committedAt) return a.committedAt < b.committedAt ? -1 : 1;
  return a.commit < b.commit ? -1 : 1;
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
