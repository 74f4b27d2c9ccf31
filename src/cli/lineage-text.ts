import { formatBytes } from '../format/bytes.ts';
import { count } from '../format/count.ts';
import { lineageLines } from '../format/lineage-lines.ts';
import { safeText } from '../format/safe-text.ts';
import { shortId } from '../format/short-id.ts';
import type { Lineage } from '../lake/lineage.ts';
import type { Output } from './output.ts';

/** A commit of a lineage on a line: which version it is, how it came to be, when, how much it has. */
export function nodeLine(output: Output, node: Lineage['nodes'][number]): string {
  const { commit, layer, dataset, version, action, committedAt, files, bytes, retracted } = node;
  const name = safeText(`${layer}/${dataset}@${version}`);
  const day = committedAt.slice(0, 10);
  return `${output.paint('cyan', name)}  ${output.paint('yellow', shortId(commit))}  ${action}, ${day}, ${count(files, 'file')}, ${formatBytes(bytes)}${retracted === undefined ? '' : output.paint('red', ', retracted')}`;
}

/** A lineage for people: the version, then a tree for each way. */
export function lineageText(
  output: Output,
  lineage: Lineage,
  directions: { readonly up: boolean; readonly down: boolean },
): readonly string[] {
  const root = lineage.nodes.find(({ commit }) => commit === lineage.root);
  const label = (node: Lineage['nodes'][number]) => nodeLine(output, node);
  const tree = (title: string, direction: 'up' | 'down') => {
    const lines = lineageLines(lineage, direction, label);
    return [title, ...(lines.length === 0 ? ['└─ nothing that this lake knows of'] : lines)];
  };
  return [
    root === undefined ? shortId(lineage.root) : label(root),
    ...(directions.up ? tree('came from', 'up') : []),
    ...(directions.down ? tree('led to', 'down') : []),
  ];
}
