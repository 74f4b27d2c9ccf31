import { formatBytes } from '../format/bytes.ts';
import { count } from '../format/count.ts';
import { lineageRows } from '../format/lineage-rows.ts';
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

/** A lineage for people: the version, what it came from above it, and what came of it below. */
export function lineageText(output: Output, lineage: Lineage): readonly string[] {
  const lines = lineageRows(lineage, { short: true }).map(({ graph, node, unknown, passed }) => {
    if (unknown !== undefined) return `${graph} ${shortId(unknown)} (not in this lake)`;
    if (passed !== undefined) return `${graph} ${count(passed, 'version')} between`;
    if (node === undefined) return graph;
    const root = node.commit === lineage.root ? ` ${output.paint('bold', '◂')}` : '';
    return `${graph} ${nodeLine(output, node)}${root}`;
  });
  if (lineage.cut) return [...lines, 'There is more, further away: ask with a greater --depth'];
  return lineage.edges.length > 0 ? lines : [...lines, 'Nothing else that this lake knows of'];
}
