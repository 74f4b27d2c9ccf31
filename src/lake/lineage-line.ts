import type { LineageEdge } from '../catalog/lineage-edges.ts';
import type { CommitId } from '../records/ids.ts';
import type { Lineage } from './lineage.ts';

/**
 * From origin to root, each after all that it came from: the commits that what the root holds was derived from. What
 * was derived from nothing goes back over its versions; the versions before others are passed over.
 */
export function lineageLine({ root, nodes, edges }: Lineage): Lineage['nodes'] {
  const before = new Map<CommitId, LineageEdge[]>();
  for (const edge of edges) {
    const known = before.get(edge.to);
    if (known === undefined) before.set(edge.to, [edge]);
    else known.push(edge);
  }
  const line = new Set([root]);
  for (const id of line) {
    const all = before.get(id) ?? [];
    const inputs = all.filter(({ kind }) => kind === 'input');
    for (const { from } of inputs.length > 0 ? inputs : all) line.add(from);
  }
  return nodes.filter(({ commit }) => line.has(commit));
}
