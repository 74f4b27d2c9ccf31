import { cursorAt } from './cursor.ts';
import { innerHeight } from './layout.ts';
import type { PaneModel } from './pane-model.ts';

/** Rows above the differences: the two versions, a sum, and an empty one. */
const DIFF_HEAD = 4;

/** Two versions compared. */
export const DIFF_PANE: PaneModel = {
  id: 'diff',
  move: (state, to) => {
    const { diff } = state;
    const height = Math.max(1, innerHeight(state, 'diff') - DIFF_HEAD);
    const cursor = cursorAt(diff.cursor, to(diff.cursor.at, height), diff.rows.length, height);
    return { ...state, diff: { ...diff, cursor } };
  },
  top: () => undefined,
  at: () => undefined,
  on: { back: (state) => ({ ...state, focus: 'versions' }) },
  copied: ({ diff: { before, after, rows, cursor } }) => {
    if (before === undefined || after === undefined) return undefined;
    const [a, b] = [before, after].map(
      ({ commit }) => `${commit.layer}/${commit.dataset}@${commit.metadata.version}`,
    );
    return { id: rows[cursor.at]?.name ?? '', command: `dlake diff ${a} ${b}` };
  },
};
