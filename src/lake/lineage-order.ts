import type { LineageEdge } from '../catalog/lineage-edges.ts';
import type { LineageNode } from '../catalog/lineage-nodes.ts';
import type { CommitId } from '../records/ids.ts';
import type { Lineage } from './lineage.ts';

/**
 * The same lineage in order: each node after all that it came from and as soon after as can be, so that a drawing of
 * it has few lines beside one another; else by time and then by id. Edges by where they lead, then by where they come
 * from. So the order is always the same.
 */
export function inOrder(lineage: Lineage): Lineage {
  const nodes = walked(lineage);
  const place = new Map(nodes.map(({ commit }, at) => [commit, at]));
  const edges = lineage.edges
    .map((edge) => ({ edge, from: place.get(edge.from) ?? -1, to: place.get(edge.to) ?? -1 }))
    .sort((a, b) => a.to - b.to || a.from - b.from || (a.edge.from < b.edge.from ? -1 : 1))
    .map(({ edge }) => edge);
  return { ...lineage, nodes, edges };
}

/** Nodes as one meets them who goes from the last ones back to the origins, and writes each down on the way out. */
function walked({ nodes, edges }: Lineage): LineageNode[] {
  const byTime = nodes.toSorted((a, b) =>
    a.committedAt === b.committedAt ? (a.commit < b.commit ? -1 : 1) : a.committedAt < b.committedAt ? -1 : 1,
  );
  const rank = new Map(byTime.map(({ commit }, at) => [commit, at]));
  const sources = sourcesOf(edges, rank);
  const goesOn = new Set(edges.flatMap(({ from, to }) => (rank.has(to) ? [from] : [])));
  const ends = byTime.filter(({ commit }) => !goesOn.has(commit));
  const met = new Set<CommitId>();
  const ordered: LineageNode[] = [];
  // In a circle, which there can't be, nothing is an end: then all are begun from.
  for (const start of [...ends, ...byTime]) {
    // A place that is taken up again on the way out: chains are longer than the stack of calls.
    const open: { readonly node: LineageNode; readonly left: number[] }[] = [];
    const enter = (node: LineageNode) => {
      if (met.has(node.commit)) return;
      met.add(node.commit);
      open.push({ node, left: [...(sources.get(node.commit) ?? [])] });
    };
    enter(start);
    for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
      const next = top.left.pop();
      if (next !== undefined) enter(byTime[next]!);
      else ordered.push(open.pop()!.node);
    }
  }
  return ordered;
}

/** Of each node the ranks of what it came from, the first to be gone to last: versions before inputs, older first. */
function sourcesOf(
  edges: readonly LineageEdge[],
  rank: ReadonlyMap<CommitId, number>,
): ReadonlyMap<CommitId, readonly number[]> {
  const sources = new Map<CommitId, number[]>();
  for (const kind of ['input', 'parent'] as const) {
    const some = new Map<CommitId, number[]>();
    for (const edge of edges) {
      const from = rank.get(edge.from);
      if (edge.kind !== kind || from === undefined) continue;
      const known = some.get(edge.to);
      if (known === undefined) some.set(edge.to, [from]);
      else known.push(from);
    }
    for (const [to, froms] of some)
      sources.set(to, [...(sources.get(to) ?? []), ...froms.sort((a, b) => b - a)]);
  }
  return sources;
}
