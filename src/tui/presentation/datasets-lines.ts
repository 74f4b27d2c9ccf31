import { formatBytes } from '../../format/bytes.ts';
import { formatNumber } from '../../format/count.ts';
import { cutMiddle, cutText, fitText } from '../../format/fit-text.ts';
import { layerLetter } from '../../format/layer-letter.ts';
import { safeText } from '../../format/safe-text.ts';
import { textWidth } from '../../format/text-width.ts';
import { type DatasetRow, refOfRow } from '../model/dataset-row.ts';
import type { ShownDataset } from '../model/datasets-state.ts';
import type { TuiState } from '../model/state.ts';
import { type Line, line, span } from './line.ts';
import { listWindow } from './list-window.ts';
import type { PaneArea } from './pane-area.ts';
import { spread } from './spread.ts';

/** The datasets in groups by layer and source, with their newest version and size. */
export function datasetsLines({ datasets, standings, remote }: TuiState, area: PaneArea): Line[] {
  if (datasets.shown.length > 0)
    return listWindow(datasets.shown, datasets.cursor, area, (row) =>
      rowLine(row, area.width, (ref) => (remote === undefined ? undefined : standingText(standings, ref))),
    );
  if (!datasets.loaded) return [line('  Loading…', 'dim')];
  if (datasets.filter !== '') return [line('  No dataset fits. Esc ends the filter.', 'dim')];
  return [
    line('  No datasets yet.', 'dim'),
    line('  Put files into LAYER/SOURCE/ID and commit them:', 'dim'),
    line('  dlake commit raw/geo/GSE2034 -m "As downloaded"', 'dim'),
  ];
}

/** How a ref stands to the remote's: `=` the same, `↑2` two versions ahead, `↓1` one behind, nothing where it is not there. */
function standingText(standings: TuiState['standings'], ref: string): string {
  const standing = standings.get(ref);
  if (standing === undefined) return '';
  const { ahead, behind } = standing;
  if (ahead === 0 && behind === 0) return '=';
  return `${ahead > 0 ? `↑${ahead}` : ''}${behind > 0 ? `↓${behind}` : ''}`;
}

function rowLine(row: ShownDataset, width: number, standingOf: (ref: string) => string | undefined): Line {
  if (row.kind === 'dataset') return datasetLine(row, width, standingOf(refOfRow(row)));
  const { layer, source, datasets, bytes, open } = row;
  return spread(
    [span(open ? '▾ ' : '▸ ', 'dim'), span(layerLetter(layer), layer), span(` ${layer}/${source}`, layer)],
    [span(`${formatNumber(datasets)}  ${formatBytes(bytes).padStart(9)}`, 'dim')],
    width,
  );
}

/** A name, and what stands beside it as far as there is room: the size, then the version. */
function datasetLine(
  { dataset, version, bytes, layer }: DatasetRow,
  width: number,
  standing: string | undefined,
): Line {
  const id = dataset.slice(dataset.indexOf('/') + 1);
  const size = formatBytes(bytes).padStart(9);
  const name = cutText(safeText(version), 12);
  const apart = standing === undefined ? '' : ` ${fitText(standing, 5)}`;
  const tone = standing === '=' ? 'good' : standing?.includes('↓') ? 'bad' : 'warn';
  const beside = [span(name, 'dim'), span(apart, tone), span(` ${size}`)];
  const room = width - 4 - textWidth(name) - textWidth(apart) - 2 - size.length;
  return spread([span('  '), span('· ', layer), span(cutMiddle(id, Math.max(8, room)))], beside, width);
}
