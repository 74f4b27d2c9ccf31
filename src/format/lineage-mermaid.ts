import type { Lineage } from '../lake/lineage.ts';
import type { CommitId } from '../records/ids.ts';
import { safeText } from './safe-text.ts';
import { shortId } from './short-id.ts';

/** A lineage as a flow chart of Mermaid, for Markdown. Versions of one ref are joined by dotted lines. */
export function lineageMermaid({ root, nodes, edges, unknown }: Lineage): string {
  return [
    'flowchart LR',
    ...nodes.map(({ commit, layer, dataset, version, action }) => {
      const label = `${layer}/${dataset}@${version}<br/>${shortId(commit)} ${action}`;
      return `  ${nodeId(commit)}["${quoted(label)}"]`;
    }),
    ...unknown.map((id) => `  ${nodeId(id)}["${shortId(id)}"]`),
    ...edges.map(
      ({ from, to, kind }) => `  ${nodeId(from)} ${kind === 'parent' ? '-.->' : '-->'} ${nodeId(to)}`,
    ),
    ...(nodes.length === 0 ? [] : [`  style ${nodeId(root)} stroke-width:3px`]),
  ].join('\n');
}

// A word like `end` would end the chart; these begin with a letter and are hex.
const nodeId = (id: CommitId): string => `c${shortId(id)}`;

const quoted = (text: string): string => safeText(text).replaceAll('"', '#quot;');
