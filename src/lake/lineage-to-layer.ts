import type { LineageDirection } from '../catalog/lineage-steps.ts';
import type { CommitId } from '../records/ids.ts';
import type { Layer } from '../records/layers.ts';
import type { Lineage } from './lineage.ts';

/** Of a lineage what lies between its root and the nearest commits of a layer, each way that was walked. */
export function leadingTo(lineage: Lineage, directions: readonly LineageDirection[], layer: Layer): Lineage {
  const layerOf = new Map(lineage.nodes.map((node) => [node.commit, node.layer]));
  const kept = new Set([lineage.root]);
  for (const direction of directions) {
    const next = neighbours(lineage, direction);
    const back = neighbours(lineage, direction === 'up' ? 'down' : 'up');
    // A list that grows while it is walked, and ends at the layer.
    const walked = new Set([lineage.root]);
    const ends: CommitId[] = [];
    for (const id of walked) {
      if (id !== lineage.root && layerOf.get(id) === layer) ends.push(id);
      else for (const other of next.get(id) ?? []) walked.add(other);
    }
    const leading = new Set(ends);
    for (const id of leading) {
      kept.add(id);
      if (id !== lineage.root)
        for (const other of back.get(id) ?? []) if (walked.has(other)) leading.add(other);
    }
  }
  return {
    ...lineage,
    nodes: lineage.nodes.filter(({ commit }) => kept.has(commit)),
    edges: lineage.edges.filter(({ from, to }) => kept.has(from) && kept.has(to)),
    unknown: lineage.unknown.filter((id) => kept.has(id)),
  };
}

function neighbours(
  { edges }: Lineage,
  direction: LineageDirection,
): ReadonlyMap<CommitId, readonly CommitId[]> {
  const found = new Map<CommitId, CommitId[]>();
  for (const { from, to } of edges) {
    const [at, next] = direction === 'up' ? [to, from] : [from, to];
    const known = found.get(at);
    if (known === undefined) found.set(at, [next]);
    else known.push(next);
  }
  return found;
}
