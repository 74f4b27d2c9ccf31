import { lineageGraph } from '../../format/lineage-graph.ts';
import type { LineageAround } from '../../lake/lineage-around.ts';
import type { CommitWithId } from '../../lake/read-commit.ts';
import type { CommitId } from '../../records/ids.ts';
import type { Layer } from '../../records/layers.ts';
import { layerLetter } from '../presentation/layer-letter.ts';
import { type Cursor, FIRST } from './cursor.ts';

/** Where the chosen version came from and what came from it, as a drawing. */
export interface LineageState {
  readonly graph: LineageAround | undefined;
  /** Steps from the version, each way. */
  readonly depth: number;
  /** Only versions of this layer, and the version itself. */
  readonly layer: Layer | undefined;
  readonly rows: readonly LineageRow[];
  /** On a row with a node in it. */
  readonly cursor: Cursor;
}

/** A row of the drawing, and the version in it. */
export interface LineageRow {
  readonly graph: string;
  readonly version?: CommitWithId;
}

/** Nothing is loaded. */
export const NO_LINEAGE: LineageState = {
  graph: undefined,
  depth: 8,
  layer: undefined,
  rows: [],
  cursor: FIRST,
};

/** The greatest depth that is asked for. */
export const DEEPEST = 64;

/** The drawing of another graph, or of another part of it; the cursor stays on its version, else goes to the root. */
export function redrawn(
  before: LineageState,
  change: Partial<Pick<LineageState, 'graph' | 'layer'>>,
): LineageState {
  const state = { ...before, ...change };
  const rows = rowsOf(state);
  const id = state.graph === before.graph ? lineageAt(before)?.id : state.graph?.root;
  const at = rows.findIndex(({ version }) => version !== undefined && version.id === id);
  const root = rows.findIndex(({ version }) => version !== undefined && version.id === state.graph?.root);
  return { ...state, rows, cursor: { ...before.cursor, at: Math.max(0, at < 0 ? root : at) } };
}

/** The version that the cursor is on. */
export const lineageAt = ({ rows, cursor }: LineageState): CommitWithId | undefined =>
  rows[cursor.at]?.version;

/** The versions on the way from the origins to this one, itself too. */
export function pathTo(graph: LineageAround, id: CommitId): ReadonlySet<CommitId> {
  const path = new Set([id]);
  // Edges lead from what stands above: one pass from below sees each of them in time.
  for (const { id: to } of [...graph.nodes].reverse())
    if (path.has(to)) for (const edge of graph.edges) if (edge.to === to) path.add(edge.from);
  return path;
}

function rowsOf({ graph, layer }: LineageState): LineageRow[] {
  if (graph === undefined) return [];
  const nodes = graph.nodes.filter(
    ({ id, commit }) => layer === undefined || commit.layer === layer || id === graph.root,
  );
  const byId = new Map<string, CommitWithId>(nodes.map((node) => [node.id, node]));
  const letters = nodes.map(({ id, commit }) => ({ id, letter: layerLetter(commit.layer) }));
  return lineageGraph(letters, graph.edges).map(({ graph: drawn, node }) => {
    const version = node === undefined ? undefined : byId.get(node);
    return version === undefined ? { graph: drawn } : { graph: drawn, version };
  });
}
