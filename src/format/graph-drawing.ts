/** A node of a graph that is drawn from above. */
export interface GraphNode {
  readonly id: string;
  /** One letter, drawn where the node is. */
  readonly letter: string;
  /** Nodes that come after it and that lines lead to from it. */
  readonly to: readonly string[];
}

/** The rows of a node in a drawing. */
export interface GraphRows {
  /** Lines that turn to the node's column, above it; undefined where none does. */
  readonly above?: string;
  /** The node's own row. */
  readonly node: string;
  /** Stands beside further lines of the node's text. */
  readonly beside: string;
  /** Two lines that lead to the same node and become one, below it; undefined where none does. */
  readonly below?: string;
}

/** A column: the nodes that its line still leads to. */
type Lane = ReadonlySet<string> | undefined;

/**
 * Draws a graph from above, a node at a time: of the function that this gives each node is asked for its rows, in an
 * order in which lines lead down only. Columns are two characters wide, and one line serves all that lead to one node
 * alone. A line to a node that never comes runs down to the end.
 */
export function graphDrawing(): (node: GraphNode) => GraphRows {
  const lanes: Lane[] = [];
  return ({ id, letter, to }) => {
    const joined = lanes.flatMap((lane, at) => (lane?.has(id) ? [at] : []));
    for (const at of joined) lanes[at] = without(lanes[at], id);
    const column = columnFor(lanes, joined);
    const above = joined.some((at) => at !== column) ? joinRow(lanes, joined, column) : undefined;
    for (const at of joined) if (lanes[at]?.size === 0) lanes[at] = undefined;
    const own = new Set(to);
    lanes[column] = own;
    const node = laneRow(lanes, (at) => (at === column ? letter : undefined));
    if (own.size === 0) lanes[column] = undefined;
    trim(lanes);
    const beside = laneRow(lanes);
    const below = mergeRow(lanes, column);
    trim(lanes);
    return {
      node,
      beside,
      ...(above === undefined ? {} : { above }),
      ...(below === undefined ? {} : { below }),
    };
  };
}

const without = (lane: Lane, id: string): Lane => new Set([...(lane ?? [])].filter((one) => one !== id));

function trim(lanes: Lane[]): void {
  while (lanes.length > 0 && lanes.at(-1) === undefined) lanes.pop();
}

/** Where a node goes: into the first of the lines that end in it, else into a free column beside them. */
function columnFor(lanes: readonly Lane[], joined: readonly number[]): number {
  const ending = joined.find((at) => lanes[at]?.size === 0);
  if (ending !== undefined) return ending;
  const from = joined.at(-1) ?? 0;
  const free = lanes.findIndex((lane, at) => lane === undefined && at >= from);
  return free < 0 ? lanes.length : free;
}

/** The row that makes one of a node's line and of another one that leads to the same single node. */
function mergeRow(lanes: Lane[], column: number): string | undefined {
  const [target, more] = lanes[column] ?? [];
  if (target === undefined || more !== undefined) return undefined;
  const other = lanes.findIndex((lane, at) => at !== column && lane?.size === 1 && lane.has(target));
  if (other < 0) return undefined;
  const [kept, gone] = other < column ? [other, column] : [column, other];
  lanes[gone] = new Set();
  const row = joinRow(lanes, [gone], kept);
  lanes[gone] = undefined;
  return row;
}

const laneRow = (lanes: readonly Lane[], letterAt: (at: number) => string | undefined = () => undefined) =>
  Array.from(lanes, (lane, at) => letterAt(at) ?? (lane === undefined ? ' ' : '│'))
    .join(' ')
    .trimEnd();

/** A row in which lines turn to a column. */
function joinRow(lanes: readonly Lane[], joined: readonly number[], column: number): string {
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
  lanes: readonly Lane[],
  joined: readonly number[],
  { at, column, first, last }: Readonly<Record<'at' | 'column' | 'first' | 'last', number>>,
): string {
  const lane = lanes[at];
  // Which ways lines leave this place: those of the row, from above, and down.
  const left = at > first && at <= last;
  const right = at >= first && at < last;
  const above = lane !== undefined;
  const below = at === column || (above && !(joined.includes(at) && lane.size === 0));
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
