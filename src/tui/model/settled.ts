import type { CommitId } from '../../records/ids.ts';
import { type Cursor, cursorAt } from './cursor.ts';
import { refOfRow } from './dataset-row.ts';
import { datasetAt } from './datasets-state.ts';
import { filesOf, NO_FILES } from './files-state.ts';
import { innerHeight } from './layout.ts';
import { type LineageState, NO_LINEAGE } from './lineage-state.ts';
import type { TuiState } from './state.ts';
import { NO_VERSIONS, versionAt } from './versions-state.ts';

/**
 * The state with its parts fitting together: the versions are of the dataset under the cursor, the files of the
 * version under it, and every cursor is on a row that can be seen.
 */
export function settled(state: TuiState): TuiState {
  const row = datasetAt(state.datasets);
  const ref = row && refOfRow(row);
  const { marks } = state.versions;
  const versions = ref === state.versions.ref ? state.versions : { ...NO_VERSIONS, ref, marks };
  const commit = versionAt(versions)?.id;
  const files =
    commit === state.files.commit ? state.files : commit === undefined ? NO_FILES : filesOf(commit);
  const onRow = (pane: 'datasets' | 'versions' | 'files', cursor: Cursor, count: number): Cursor => {
    const fitted = cursorAt(cursor, cursor.at, count, innerHeight(state, pane));
    return fitted.at === cursor.at && fitted.top === cursor.top ? cursor : fitted;
  };
  return {
    ...state,
    datasets: {
      ...state.datasets,
      cursor: onRow('datasets', state.datasets.cursor, state.datasets.shown.length),
    },
    versions: { ...versions, cursor: onRow('versions', versions.cursor, versions.rows.length) },
    files: { ...files, cursor: onRow('files', files.cursor, files.shown.length) },
    detail: fittedDetail(state, commit),
    lineage: fittedLineage(state, commit),
  };
}

/** The drawing is of the version under the cursor, or there is none. */
function fittedLineage(state: TuiState, commit: CommitId | undefined): LineageState {
  const { lineage } = state;
  if (lineage.graph !== undefined && lineage.graph.root !== commit)
    return { ...NO_LINEAGE, depth: lineage.depth, layer: lineage.layer };
  const height = innerHeight(state, 'lineage');
  const cursor = cursorAt(lineage.cursor, lineage.cursor.at, lineage.rows.length, height);
  return cursor.top === lineage.cursor.top ? lineage : { ...lineage, cursor };
}

function fittedDetail({ focus, files, detail }: TuiState, commit: CommitId | undefined): TuiState['detail'] {
  const ofFile = focus === 'files' || (focus !== 'datasets' && focus !== 'versions' && detail.ofFile);
  return { top: commit === files.commit && ofFile === detail.ofFile ? detail.top : 0, ofFile };
}
