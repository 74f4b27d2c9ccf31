import { hexOf } from '../../records/ids.ts';
import { LAYERS } from '../../records/layers.ts';
import { cursorAt } from './cursor.ts';
import { innerHeight } from './layout.ts';
import { DEEPEST, type LineageState, lineageAt, redrawn } from './lineage-state.ts';
import type { PaneModel } from './pane-model.ts';
import { shownVersion } from './shown-version.ts';
import type { TuiState } from './state.ts';

/** The lineage of a version: the cursor goes from version to version, enter looks at one. */
export const LINEAGE_PANE: PaneModel = {
  id: 'lineage',
  move: (state, to) => {
    const { lineage } = state;
    const height = innerHeight(state, 'lineage');
    const wanted = Math.max(0, Math.min(to(lineage.cursor.at, height), lineage.rows.length - 1));
    const at = nearestNode(lineage, wanted);
    return {
      ...state,
      lineage: { ...lineage, cursor: cursorAt(lineage.cursor, at, lineage.rows.length, height) },
    };
  },
  top: ({ lineage }) => lineage.cursor.top,
  at: ({ lineage }) => lineage.cursor.at,
  on: {
    enter: (state) => {
      const node = lineageAt(state.lineage);
      return node === undefined ? state : shownVersion(state, node);
    },
    back: (state) => ({ ...state, focus: 'versions' }),
    deeper: (state) => withDepth(state, state.lineage.depth * 2),
    shallower: (state) => withDepth(state, Math.floor(state.lineage.depth / 2)),
    'next-layer': (state) => {
      const at = state.lineage.layer === undefined ? 0 : LAYERS.indexOf(state.lineage.layer) + 1;
      return { ...state, lineage: redrawn(state.lineage, { layer: LAYERS[at] }) };
    },
  },
  copied: ({ lineage }) => {
    const node = lineageAt(lineage);
    if (node === undefined) return undefined;
    const { commit, layer, dataset, version } = node;
    return { id: hexOf(commit), command: `dlake show ${layer}/${dataset}@${version}` };
  },
};

/** The row of a version that is nearest to a row, in the direction in which the cursor goes. */
function nearestNode({ rows, cursor }: LineageState, wanted: number): number {
  const step = wanted >= cursor.at ? 1 : -1;
  for (const direction of [step, -step])
    for (let at = wanted; at >= 0 && at < rows.length; at += direction)
      if (rows[at]?.node !== undefined) return at;
  return cursor.at;
}

const withDepth = (state: TuiState, depth: number): TuiState => ({
  ...state,
  lineage: { ...state.lineage, depth: Math.max(1, Math.min(depth, DEEPEST)) },
});
