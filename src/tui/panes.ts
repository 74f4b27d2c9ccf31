import { DATASETS_PANE } from './model/datasets-pane.ts';
import { DETAIL_PANE } from './model/detail-pane.ts';
import { DIFF_PANE } from './model/diff-pane.ts';
import { FILES_PANE } from './model/files-pane.ts';
import { LINEAGE_PANE } from './model/lineage-pane.ts';
import type { PaneModel, PaneModels } from './model/pane-model.ts';
import type { TuiState } from './model/state.ts';
import { VERSIONS_PANE } from './model/versions-pane.ts';
import type { PaneId } from './pane-id.ts';
import { datasetsLines } from './presentation/datasets-lines.ts';
import { detailLines } from './presentation/detail-lines.ts';
import { diffLines } from './presentation/diff-lines.ts';
import { filesLines } from './presentation/files-lines.ts';
import type { Line } from './presentation/line.ts';
import { lineagePanelLines } from './presentation/lineage-panel-lines.ts';
import { placeInList } from './presentation/list-window.ts';
import type { PaneArea } from './presentation/pane-area.ts';
import { versionsLines } from './presentation/versions-lines.ts';

/** A part of the screen: how it takes keys, and how it is drawn. */
export interface Pane {
  readonly model: PaneModel;
  readonly title: string;
  /** Beside its title. */
  subtitle(state: TuiState): string;
  /** In the foot of its frame. */
  foot(state: TuiState): string;
  lines(state: TuiState, area: PaneArea): readonly Line[];
}

/** All parts of the screen; another one is another entry, and its id in `pane-id.ts`. */
export const PANES: Readonly<Record<PaneId, Pane>> = {
  datasets: {
    model: DATASETS_PANE,
    title: 'Datasets',
    subtitle: ({ datasets }) => (datasets.filter === '' ? '' : `/${datasets.filter}`),
    foot: ({ datasets: { rows, fitting, loaded } }) =>
      fitting.length === rows.length
        ? `${rows.length}${loaded ? '' : '…'}`
        : `${fitting.length} of ${rows.length}`,
    lines: datasetsLines,
  },
  versions: {
    model: VERSIONS_PANE,
    title: 'Versions',
    subtitle: ({ versions }) => versions.ref ?? '',
    foot: ({ versions }) => placeInList(versions.cursor, versions.rows.length),
    lines: versionsLines,
  },
  files: {
    model: FILES_PANE,
    title: 'Files',
    subtitle: () => '',
    foot: ({ files }) => placeInList(files.cursor, files.shown.length),
    lines: filesLines,
  },
  detail: {
    model: DETAIL_PANE,
    title: 'Detail',
    subtitle: () => '',
    foot: () => '',
    lines: (state, { width, height }) => detailLines(state, width).slice(state.detail.top).slice(0, height),
  },
  lineage: {
    model: LINEAGE_PANE,
    title: 'Lineage',
    subtitle: ({ lineage: { layer } }) => (layer === undefined ? '' : `only ${layer}`),
    foot: ({ lineage: { graph, depth } }) =>
      graph === undefined ? '' : `${graph.nodes.length}${graph.cut ? ' and more' : ''}, ${depth} steps`,
    lines: lineagePanelLines,
  },
  diff: {
    model: DIFF_PANE,
    title: 'Diff',
    subtitle: () => '',
    foot: ({ diff }) => (diff.rows.length === 0 ? '' : placeInList(diff.cursor, diff.rows.length)),
    lines: diffLines,
  },
};

/** How each part takes keys. */
export const PANE_MODELS: PaneModels = {
  datasets: DATASETS_PANE,
  versions: VERSIONS_PANE,
  files: FILES_PANE,
  detail: DETAIL_PANE,
  lineage: LINEAGE_PANE,
  diff: DIFF_PANE,
};
