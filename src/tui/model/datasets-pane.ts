import { hexOf } from '../../records/ids.ts';
import { cursorAt } from './cursor.ts';
import { refOfRow } from './dataset-row.ts';
import { datasetAt, regrouped, shownAt } from './datasets-state.ts';
import { innerHeight } from './layout.ts';
import type { PaneModel } from './pane-model.ts';

/** The list of datasets: enter looks at the versions of one, and opens or closes a group. */
export const DATASETS_PANE: PaneModel = {
  id: 'datasets',
  move: (state, to) => {
    const { datasets } = state;
    const height = innerHeight(state, 'datasets');
    const cursor = cursorAt(datasets.cursor, to(datasets.cursor.at, height), datasets.shown.length, height);
    return { ...state, datasets: { ...datasets, cursor } };
  },
  top: ({ datasets }) => datasets.cursor.top,
  at: ({ datasets }) => datasets.cursor.at,
  on: {
    enter: (state) => {
      const one = shownAt(state.datasets);
      if (one?.kind !== 'group') return one === undefined ? state : { ...state, focus: 'versions' };
      const closed = new Set(state.datasets.closed);
      if (!closed.delete(one.key)) closed.add(one.key);
      return { ...state, datasets: regrouped(state.datasets, { closed }) };
    },
    back: (state) =>
      state.datasets.filter === ''
        ? state
        : { ...state, datasets: regrouped(state.datasets, { filter: '' }) },
  },
  copied: ({ datasets }) => {
    const row = datasetAt(datasets);
    return row && { id: hexOf(row.head), command: `dlake log ${refOfRow(row)}` };
  },
};
