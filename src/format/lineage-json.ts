import type { Lineage } from '../lake/lineage.ts';
import { cidText } from '../records/ids.ts';

/** A commit of a lineage as programs get it. */
export const lineageNodeJson = ({ commit, layer, dataset, ...facts }: Lineage['nodes'][number]) => ({
  commit: cidText(commit),
  ref: `${layer}/${dataset}`,
  dataset,
  layer,
  action: facts.action,
  version: facts.version,
  name: facts.name,
  committedAt: facts.committedAt,
  files: facts.files,
  bytes: facts.bytes,
  ...(facts.retracted && { retracted: true }),
});

/** A lineage as programs get it: nodes in topological order, edges from older to newer. */
export const lineageJson = ({ root, nodes, edges, unknown }: Lineage) => ({
  root: cidText(root),
  nodes: nodes.map(lineageNodeJson),
  edges: edges.map(({ from, to, kind }) => ({ from: cidText(from), to: cidText(to), kind })),
  unknown: unknown.map(cidText),
});
