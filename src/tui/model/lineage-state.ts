import { type LineageRow, lineageRows } from '../../format/lineage-rows.ts';
import type { Lineage } from '../../lake/lineage.ts';
import type { CommitId } from '../../records/ids.ts';
import type { Layer } from '../../records/layers.ts';
import { type Cursor, FIRST } from './cursor.ts';

/** Where the chosen version came from and what came from it, as a drawing. */
export interface LineageState {
  readonly graph: Lineage | undefined;
  /** Steps from the version, each way. */
  readonly depth: number;
  /** Only versions of this layer, and the version itself. */
  readonly layer: Layer | undefined;
  readonly rows: readonly LineageRow[];
  /** On a row with a version in it. */
  readonly cursor: Cursor;
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
  const same = state.graph?.root === before.graph?.root;
  const id = same ? lineageAt(before)?.commit : state.graph?.root;
  const place = (wanted: CommitId | undefined) =>
    rows.findIndex(({ node }) => node !== undefined && node.commit === wanted);
  const at = place(id);
  return {
    ...state,
    rows,
    cursor: { ...before.cursor, at: Math.max(0, at < 0 ? place(state.graph?.root) : at) },
  };
}

/** The version that the cursor is on. */
export const lineageAt = ({ rows, cursor }: LineageState): Lineage['nodes'][number] | undefined =>
  rows[cursor.at]?.node;

/** The versions on the way from the origins to this one, itself too. */
export function pathTo(graph: Lineage, id: CommitId): ReadonlySet<CommitId> {
  const sources = new Map<CommitId, CommitId[]>();
  for (const { from, to } of graph.edges) {
    const known = sources.get(to);
    if (known === undefined) sources.set(to, [from]);
    else known.push(from);
  }
  // A set that grows while it is walked.
  const path = new Set([id]);
  for (const one of path) for (const from of sources.get(one) ?? []) path.add(from);
  return path;
}

function rowsOf({ graph, layer }: LineageState): readonly LineageRow[] {
  if (graph === undefined) return [];
  const nodes = graph.nodes.filter(
    (node) => layer === undefined || node.layer === layer || node.commit === graph.root,
  );
  const kept = new Set(nodes.map(({ commit }) => commit));
  const unknown = layer === undefined ? graph.unknown : [];
  for (const id of unknown) kept.add(id);
  const edges = graph.edges.filter(({ from, to }) => kept.has(from) && kept.has(to));
  return lineageRows({ ...graph, nodes, edges, unknown }, { short: false });
}
