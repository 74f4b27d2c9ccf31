import type { Layer } from '../../records/layers.ts';
import { type Cursor, FIRST } from './cursor.ts';
import { type DatasetRow, refOfRow } from './dataset-row.ts';
import { fuzzyScorer } from './fuzzy-match.ts';

/** The datasets that are to be seen, in groups by layer and source. */
export interface DatasetsState {
  /** All of them, by layer and then by name. */
  readonly rows: readonly DatasetRow[];
  /** Of all of them. */
  readonly bytes: number;
  readonly loaded: boolean;
  readonly filter: string;
  /** Keys of groups that are closed. */
  readonly closed: ReadonlySet<string>;
  readonly shown: readonly ShownDataset[];
  /** Those that fit the filter. */
  readonly fitting: readonly DatasetRow[];
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
  | DatasetRow;

/** No dataset is known yet. */
export const NO_DATASETS: DatasetsState = {
  rows: [],
  bytes: 0,
  loaded: false,
  filter: '',
  closed: new Set(),
  shown: [],
  fitting: [],
  cursor: FIRST,
};

/** The list with other rows, another filter or other groups closed; the cursor stays on its row where it can. */
export function regrouped(
  before: DatasetsState,
  change: Partial<Pick<DatasetsState, 'rows' | 'loaded' | 'filter' | 'closed'>>,
): DatasetsState {
  const { rows } = change;
  const bytes = rows === undefined ? before.bytes : rows.reduce((sum, row) => sum + row.bytes, 0);
  const state = { ...before, ...change, bytes };
  // What did not fit what was typed does not fit when more is.
  const narrower = rows === undefined && before.filter !== '' && state.filter.startsWith(before.filter);
  const { shown, fitting, best } = grouped(state, narrower ? before.fitting : state.rows);
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
  return one?.kind === 'dataset' ? one : undefined;
}

const keyOf = (one: ShownDataset): string => (one.kind === 'group' ? `${one.key}/` : refOfRow(one));

function keyAt(state: DatasetsState): string | undefined {
  const one = shownAt(state);
  return one && keyOf(one);
}

function grouped(
  { filter, closed }: DatasetsState,
  rows: readonly DatasetRow[],
): {
  readonly shown: readonly ShownDataset[];
  readonly fitting: readonly DatasetRow[];
  readonly best: string | undefined;
} {
  const groups = new Map<string, DatasetRow[]>();
  const scoreOf = fuzzyScorer(filter);
  const fitting: DatasetRow[] = [];
  let [bestScore, best]: [number, DatasetRow | undefined] = [-1, undefined];
  let group: DatasetRow[] = [];
  for (const row of rows) {
    const score = scoreOf(row.text);
    if (score === undefined) continue;
    if (score > bestScore) [bestScore, best] = [score, row];
    if (filter !== '') fitting.push(row);
    // Those of a group follow one another, as a rule.
    if (!isOfGroup(group[0], row)) {
      const key = groupOf(row);
      group = groups.get(key) ?? [];
      groups.set(key, group);
    }
    group.push(row);
  }
  const shown: ShownDataset[] = [];
  for (const [key, members] of groups) {
    const [first] = members;
    if (first === undefined) continue;
    const open = filter !== '' || !closed.has(key);
    const bytes = members.reduce((sum, row) => sum + row.bytes, 0);
    const source = key.slice(first.layer.length + 1);
    shown.push({ kind: 'group', key, layer: first.layer, source, datasets: members.length, bytes, open });
    if (open) for (const row of members) shown.push(row);
  }
  return { shown, fitting: filter === '' ? rows : fitting, best: best && refOfRow(best) };
}

const groupOf = ({ layer, dataset }: DatasetRow): string =>
  `${layer}/${dataset.slice(0, dataset.indexOf('/'))}`;

const isOfGroup = (first: DatasetRow | undefined, { layer, dataset }: DatasetRow): boolean =>
  first !== undefined &&
  first.layer === layer &&
  dataset.startsWith(first.dataset.slice(0, first.dataset.indexOf('/') + 1));
