import type { Lineage } from '../../lake/lineage.ts';
import { refOfRow } from './dataset-row.ts';
import { regrouped } from './datasets-state.ts';
import type { TuiState } from './state.ts';
import { NO_VERSIONS } from './versions-state.ts';

/** The state with this version chosen: the cursors of datasets and versions go to it, the keys stay where they are. */
export function shownVersion(
  state: TuiState,
  { commit, layer, dataset }: Lineage['nodes'][number],
): TuiState {
  const ref = `${layer}/${dataset}`;
  const group = `${layer}/${dataset.slice(0, dataset.indexOf('/'))}`;
  const closed = new Set([...state.datasets.closed].filter((key) => key !== group));
  const open = regrouped(state.datasets, { filter: '', closed });
  const at = open.shown.findIndex((one) => one.kind === 'dataset' && refOfRow(one) === ref);
  if (at < 0)
    return { ...state, notice: { tone: 'warn', text: `${ref} has ended: it is not among the datasets` } };
  const datasets = { ...open, cursor: { ...open.cursor, at } };
  const here = ref === state.versions.ref;
  const versions = here
    ? { ...state.versions, seek: commit }
    : { ...NO_VERSIONS, ref, marks: state.versions.marks, seek: commit };
  const place = versions.rows.findIndex((row) => row.id === commit);
  if (place < 0) return { ...state, datasets, versions };
  return { ...state, datasets, versions: { ...versions, cursor: { ...versions.cursor, at: place } } };
}
