import type { LineageRow } from '../../format/lineage-rows.ts';
import { safeText } from '../../format/safe-text.ts';
import { shortId } from '../../format/short-id.ts';
import { formatDay } from '../../format/time.ts';
import type { CommitId } from '../../records/ids.ts';
import { lineageAt, pathTo } from '../model/lineage-state.ts';
import type { TuiState } from '../model/state.ts';
import { type Line, line, span } from './line.ts';
import { listWindow } from './list-window.ts';
import type { PaneArea } from './pane-area.ts';
import { spread } from './spread.ts';

/** The longest name of an action. */
const ACTION = 10;
/** Columns that a name has at least, else what stands beside it goes. */
const LEAST = 32;

/** Where the chosen version came from, above it, and what came from it, below it. */
export function lineagePanelLines({ lineage, versions }: TuiState, area: PaneArea): Line[] {
  const { graph, rows, cursor } = lineage;
  if (graph === undefined)
    return [line(versions.ref === undefined ? '  No version is chosen.' : '  Loading…', 'dim')];
  const at = lineageAt(lineage);
  const path = at === undefined ? new Set<CommitId>() : pathTo(graph, at.commit);
  return listWindow(rows, cursor, area, (row) => rowLine(row, path, graph.root, area.width));
}

/** The way from the origins to the cursor is in bold and has a mark; what is beside it is dim. */
function rowLine(
  { graph, node, unknown }: LineageRow,
  path: ReadonlySet<CommitId>,
  root: CommitId,
  width: number,
): Line {
  if (unknown !== undefined)
    return { spans: [span(`  ${graph} ${shortId(unknown)} (not in this lake)`, 'dim')] };
  if (node === undefined) return { spans: [span(`  ${graph}`, 'dim')] };
  const { commit, layer, dataset, version, action, committedAt } = node;
  const on = path.has(commit);
  // The letter is the only one in the drawing: what is before it and behind it are lines.
  const at = graph.search(/[A-Z]/);
  return spread(
    [
      span(on ? '▸ ' : '  ', 'accent'),
      span(graph.slice(0, at), 'dim'),
      span(graph.slice(at, at + 1), layer),
      span(`${graph.slice(at + 1)} `, 'dim'),
      span(`${layer}/${dataset}`, on ? 'strong' : 'plain'),
      span(`@${safeText(version)}`, 'accent'),
      ...(commit === root ? [span(' ◂', 'strong')] : []),
    ],
    [span(`${action.padEnd(ACTION)}  ${formatDay(committedAt)} `, 'dim')],
    width,
    LEAST,
  );
}
