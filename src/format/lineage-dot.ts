import type { Lineage } from '../lake/lineage.ts';
import { safeText } from './safe-text.ts';
import { shortId } from './short-id.ts';

/** A lineage in the language of Graphviz, from left to right. Versions of one ref are joined by dashed lines. */
export function lineageDot({ root, nodes, edges, unknown }: Lineage): string {
  return [
    'digraph lineage {',
    '  rankdir=LR;',
    '  node [shape=box];',
    ...nodes.map(({ commit, layer, dataset, version, action }) => {
      const label = [`${layer}/${dataset}@${version}`, `${shortId(commit)} ${action}`]
        .map(quoted)
        .join('\\n');
      return `  "${shortId(commit)}" [label="${label}"${commit === root ? ', style=bold' : ''}];`;
    }),
    ...unknown.map((id) => `  "${shortId(id)}" [style=dotted];`),
    ...edges.map(
      ({ from, to, kind }) =>
        `  "${shortId(from)}" -> "${shortId(to)}"${kind === 'parent' ? ' [style=dashed]' : ''};`,
    ),
    '}',
  ].join('\n');
}

const quoted = (text: string): string => safeText(text).replace(/["\\]/g, '\\$&');
