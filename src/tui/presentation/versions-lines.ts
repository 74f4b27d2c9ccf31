import { formatBytes } from '../../format/bytes.ts';
import { fitText } from '../../format/fit-text.ts';
import { safeText } from '../../format/safe-text.ts';
import { formatDay } from '../../format/time.ts';
import type { CommitWithId } from '../../lake/read-commit.ts';
import type { TuiState } from '../model/state.ts';
import { type Line, line, span } from './line.ts';
import { listWindow } from './list-window.ts';
import type { PaneArea } from './pane-area.ts';
import { spread } from './spread.ts';

/** The versions of the chosen dataset, newest first: name, day, how it came to be, and the first line of its message. */
export function versionsLines({ versions, datasets }: TuiState, area: PaneArea): Line[] {
  if (versions.rows.length > 0) {
    const marks = versions.marks.map(({ id }) => id);
    return listWindow(versions.rows, versions.cursor, area, (version) =>
      versionLine(version, marks.indexOf(version.id), area.width),
    );
  }
  if (versions.ref !== undefined && !versions.loaded) return [line('  Loading…', 'dim')];
  return datasets.loaded ? [line('  No dataset is chosen.', 'dim')] : [];
}

function versionLine({ commit }: CommitWithId, mark: number, width: number): Line {
  const { metadata, committedAt, action, message, bytes } = commit;
  const [subject = ''] = message.split('\n');
  return spread(
    [
      span(mark < 0 ? '  ' : `${mark === 0 ? 'A' : 'B'} `, 'strong'),
      span(fitText(safeText(metadata.version), 8), 'accent'),
      span(` ${formatDay(committedAt)} `, 'dim'),
      span(`${action.slice(0, 4)} `, 'dim'),
      span(safeText(subject)),
    ],
    [span(formatBytes(bytes).padStart(9))],
    width,
    40,
  );
}
