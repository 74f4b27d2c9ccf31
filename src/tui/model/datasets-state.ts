import type { Layer } from '../../records/layers.ts';
import { type Cursor, FIRST } from './cursor.ts';
import { type DatasetRow, refOfRow } from './dataset-row.ts';
import { fuzzyScore } from './fuzzy-match.ts';

/** The datasets that are to be seen, in groups by layer and source. */
export interface DatasetsState {
  /** All of them, by layer and then by name. */
  readonly rows: readonly DatasetRow[];
  readonly loaded: boolean;
  readonly filter: string;
  /** Keys of groups that are closed. */
  readonly closed: ReadonlySet<string>;
  readonly shown: readonly ShownDataset[];
  /** How many datasets fit the filter. */
  readonly fitting: number;
  readonly cursor: Cursor;
}

/** A row of the list: the head of a group, or a dataset. */
export type ShownDataset =
  | {
      readonly kind: 'group';
      /** LAYER/SOURCE */
      readonly key: string;
      readonly layer: Layer;
      readonly source: string;
      readonly datasets: number;
      readonly bytes: number;
      readonly open: boolean;
    }
  | { readonly kind: 'dataset'; readonly row: DatasetRow };

/** No dataset is known yet. */
export const NO_DATASETS: DatasetsState = {
  rows: [],
  loaded: false,
  filter: '',
  closed: new Set(),
  shown: [],
  fitting: 0,
  cursor: FIRST,
};

/** The list with other rows, another filter or other groups closed; the cursor stays on its row where it can. */
export function regrouped(
  before: DatasetsState,
  change: Partial<Pick<DatasetsState, 'rows' | 'loaded' | 'filter' | 'closed'>>,
): DatasetsState {
  const state = { ...before, ...change };
  const { shown, fitting, best } = grouped(state);
  const wanted = change.filter === undefined || change.filter === '' ? keyAt(before) : best;
  const found = wanted === undefined ? -1 : shown.findIndex((one) => keyOf(one) === wanted);
  const first = shown.findIndex(({ kind }) => kind === 'dataset');
  const at = found >= 0 ? found : Math.max(0, keyAt(before) === undefined ? first : before.cursor.at);
  return {
    ...state,
    shown,
    fitting,
    cursor: { ...before.cursor, at: Math.min(at, Math.max(0, shown.length - 1)) },
  };
}

/** The row that the cursor is on. */
export const shownAt = ({ shown, cursor }: DatasetsState): ShownDataset | undefined => shown[cursor.at];

/** The dataset that the cursor is on. */
export function datasetAt(state: DatasetsState): DatasetRow | undefined {
  const one = shownAt(state);
  return one?.kind === 'dataset' ? one.row : undefined;
}

const keyOf = (one: ShownDataset): string => (one.kind === 'group' ? `${one.key}/` : refOfRow(one.row));

function keyAt(state: DatasetsState): string | undefined {
  const one = shownAt(state);
  return one && keyOf(one);
}

function grouped({ rows, filter, closed }: DatasetsState): {
  readonly shown: readonly ShownDataset[];
  readonly fitting: number;
  readonly best: string | undefined;
} {
  const shown: ShownDataset[] = [];
  let group: DatasetRow[] = [];
  let [groupKey, fitting, bestScore, best]: [string, number, number, string | undefined] = [
    '',
    0,
    -1,
    undefined,
  ];
  const end = () => {
    const [first] = group;
    if (first === undefined) return;
    const open = filter !== '' || !closed.has(groupKey);
    const bytes = group.reduce((sum, row) => sum + row.bytes, 0);
    const source = first.dataset.slice(0, first.dataset.indexOf('/'));
    shown.push({
      kind: 'group',
      key: groupKey,
      layer: first.layer,
      source,
      datasets: group.length,
      bytes,
      open,
    });
    if (open) for (const row of group) shown.push({ kind: 'dataset', row });
    group = [];
  };
  for (const row of rows) {
    const ref = refOfRow(row);
    if (filter !== '') {
      const score = fuzzyScore(ref.toLowerCase(), filter);
      if (score === undefined) continue;
      if (score > bestScore) [bestScore, best] = [score, ref];
    }
    const key = ref.slice(0, ref.indexOf('/', row.layer.length + 1));
    if (key !== groupKey) end();
    groupKey = key;
    group.push(row);
    fitting += 1;
  }
  end();
  return { shown, fitting, best };
}
