import type { Lineage } from '../lake/lineage.ts';
import type { CommitId } from '../records/ids.ts';
import { formatNumber } from './count.ts';
import { shortId } from './short-id.ts';

type Node = Lineage['nodes'][number];
type Direction = 'up' | 'down';

/** A commit beside another one in a drawing. */
interface Neighbour {
  readonly id: CommitId;
  readonly kind: 'parent' | 'input';
}

/** A place in a tree that is still to be drawn. */
interface Place extends Neighbour {
  readonly prefix: string;
  readonly last: boolean;
  readonly depth: number;
  /** So many versions of a line are left out before it. */
  readonly skipped: number;
}

/** Trees are drawn no deeper: the lines would not fit. */
const DEEPEST = 40;
/** Of versions that follow one another with nothing between, so many are drawn: the first ones and the last. */
const RUN = 4;

/**
 * Draws what a commit came from (`up`) or what came of it (`down`) as a tree, a line for each commit. One that is
 * reached on several ways is drawn once, and pointed to after that; long lines of versions are shortened.
 */
export function lineageLines(
  lineage: Lineage,
  direction: Direction,
  label: (node: Node) => string,
): readonly string[] {
  const nodes = new Map(lineage.nodes.map((node) => [node.commit, node]));
  const next = neighbours(lineage, direction);
  const drawn = new Set<CommitId>([lineage.root]);
  const lines: string[] = [];
  const open = placesBelow(next, lineage.root, '', 0, drawn);
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    const { id, kind, prefix, last, depth, skipped } = place;
    if (skipped > 0) lines.push(`${prefix}│  ... ${formatNumber(skipped)} versions between ...`);
    const node = nodes.get(id);
    const text = node === undefined ? `${shortId(id)} (not in this lake)` : label(node);
    const again = drawn.has(id) && (next.get(id) ?? []).length > 0;
    lines.push(
      `${prefix}${last ? '└─ ' : '├─ '}${text}${relation(kind, direction)}${again ? ' (see above)' : ''}`,
    );
    if (drawn.has(id)) continue;
    drawn.add(id);
    const inner = `${prefix}${last ? '   ' : '│  '}`;
    const below = placesBelow(next, id, inner, depth + 1, drawn);
    if (depth + 1 < DEEPEST) open.push(...below);
    else if (below.length > 0) lines.push(`${inner}└─ ... more behind: ask with --depth, or --format json`);
  }
  return lines;
}

const relation = (kind: Neighbour['kind'], direction: Direction): string => {
  if (kind === 'input') return '';
  return direction === 'up' ? ' (version before)' : ' (next version)';
};

/** What is to be drawn below a commit, the first one last: it is taken from the end. */
function placesBelow(
  next: ReadonlyMap<CommitId, readonly Neighbour[]>,
  id: CommitId,
  prefix: string,
  depth: number,
  drawn: ReadonlySet<CommitId>,
): Place[] {
  const all = next.get(id) ?? [];
  return all
    .map((one, at): Place => {
      const { end, skipped } = endOfRun(next, one, drawn);
      return { ...end, prefix, last: at === all.length - 1, depth, skipped };
    })
    .reverse();
}

/** Where a line of versions goes on after those that are left out, and how many these are. */
function endOfRun(
  next: ReadonlyMap<CommitId, readonly Neighbour[]>,
  from: Neighbour,
  drawn: ReadonlySet<CommitId>,
): { readonly end: Neighbour; readonly skipped: number } {
  const run = [from];
  const met = new Set([from.id]);
  for (let at: Neighbour | undefined = from; at?.kind === 'parent'; ) {
    const after: readonly Neighbour[] = next.get(at.id) ?? [];
    const [only]: readonly (Neighbour | undefined)[] = after;
    if (after.length !== 1 || only?.kind !== 'parent' || drawn.has(only.id) || met.has(only.id)) break;
    run.push(only);
    met.add(only.id);
    at = only;
  }
  const end = run.at(-1);
  return end === undefined || run.length <= RUN
    ? { end: from, skipped: 0 }
    : { end, skipped: run.length - 1 };
}

/** The neighbours of each commit: what it was derived from first, then the versions before or after it. */
function neighbours({ edges }: Lineage, direction: Direction): ReadonlyMap<CommitId, readonly Neighbour[]> {
  const found = new Map<CommitId, Neighbour[]>();
  for (const wanted of ['input', 'parent'] as const) {
    for (const { from, to, kind } of edges) {
      if (kind !== wanted) continue;
      const [at, id] = direction === 'up' ? [to, from] : [from, to];
      const known = found.get(at);
      if (known === undefined) found.set(at, [{ id, kind }]);
      else known.push({ id, kind });
    }
  }
  return found;
}
