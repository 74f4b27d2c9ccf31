/** A version in a graph of where data came from. */
export interface GraphNode {
  readonly id: string;
  /** One letter, drawn where the node is. */
  readonly letter: string;
}

/** That one version was made from another, or follows it. */
export interface GraphEdge {
  readonly from: string;
  readonly to: string;
}

/** A row of the drawing: its lines and, in the row of a node, the node. */
export interface GraphRow {
  readonly graph: string;
  readonly node?: string;
}

/** A column: the node whose line runs down it, and how many ends of it are still to come. */
interface Lane {
  readonly node: string;
  left: number;
}

/**
 * Draws a graph from its origins down: a row for each node, in the order given, which has every node behind those
 * that it came from, and between them rows that join lines. Columns are two characters wide. Edges to nodes that
 * are not given are left out.
 */
export function lineageGraph(nodes: readonly GraphNode[], edges: readonly GraphEdge[]): GraphRow[] {
  const known = new Set(nodes.map(({ id }) => id));
  const sources = new Map<string, Set<string>>();
  const ends = new Map<string, number>();
  for (const { from, to } of edges) {
    if (!known.has(from) || !known.has(to) || from === to) continue;
    const own = sources.get(to) ?? new Set();
    if (own.has(from)) continue;
    sources.set(to, own.add(from));
    ends.set(from, (ends.get(from) ?? 0) + 1);
  }
  const lanes: (Lane | undefined)[] = [];
  const rows: GraphRow[] = [];
  for (const { id, letter } of nodes) {
    const joined = lanes.flatMap((lane, at) =>
      lane !== undefined && sources.get(id)?.has(lane.node) ? [at] : [],
    );
    for (const at of joined) lanes[at]!.left -= 1;
    const column = columnFor(lanes, joined);
    if (joined.some((at) => at !== column)) rows.push({ graph: joinRow(lanes, joined, column) });
    for (const at of joined) if (lanes[at]?.left === 0) lanes[at] = undefined;
    lanes[column] = { node: id, left: ends.get(id) ?? 0 };
    rows.push({ graph: nodeRow(lanes, column, letter), node: id });
    if (lanes[column]?.left === 0) lanes[column] = undefined;
    while (lanes.length > 0 && lanes.at(-1) === undefined) lanes.pop();
  }
  return rows;
}

/** Where a node goes: into the first of the lines that end in it, else into a free column beside them. */
function columnFor(lanes: readonly (Lane | undefined)[], joined: readonly number[]): number {
  const ending = joined.find((at) => lanes[at]?.left === 0);
  if (ending !== undefined) return ending;
  const from = joined.at(-1) ?? 0;
  const free = lanes.findIndex((lane, at) => lane === undefined && at >= from);
  return free < 0 ? lanes.length : free;
}

function nodeRow(lanes: readonly (Lane | undefined)[], column: number, letter: string): string {
  return lanes
    .map((lane, at) => (at === column ? letter : lane === undefined ? ' ' : '│'))
    .join(' ')
    .trimEnd();
}

/** The row above a node, in which lines turn to its column. */
function joinRow(lanes: readonly (Lane | undefined)[], joined: readonly number[], column: number): string {
  const first = Math.min(column, ...joined);
  const last = Math.max(column, ...joined);
  const width = Math.max(lanes.length, column + 1);
  return Array.from({ length: width }, (_, at) => {
    const sign = signAt(lanes, joined, { at, column, first, last });
    return sign + (at >= first && at < last ? '─' : ' ');
  })
    .join('')
    .trimEnd();
}

function signAt(
  lanes: readonly (Lane | undefined)[],
  joined: readonly number[],
  { at, column, first, last }: Readonly<Record<'at' | 'column' | 'first' | 'last', number>>,
): string {
  const lane = lanes[at];
  // Which ways lines leave this place: those of the row, from above, and down.
  const left = at > first && at <= last;
  const right = at >= first && at < last;
  const above = lane !== undefined;
  const below = at === column || (above && !(joined.includes(at) && lane.left === 0));
  return SIGNS[`${+above}${+below}${+left}${+right}`] ?? ' ';
}

/** By whether lines go up, down, left and right. */
const SIGNS: Readonly<Record<string, string>> = {
  '1100': '│',
  '0011': '─',
  '1111': '┼',
  '1110': '┤',
  '1101': '├',
  '0111': '┬',
  '1011': '┴',
  '0110': '╮',
  '0101': '╭',
  '1010': '╯',
  '1001': '╰',
};
