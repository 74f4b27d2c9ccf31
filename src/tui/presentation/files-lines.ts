import { formatBytes } from '../../format/bytes.ts';
import { cutMiddle } from '../../format/fit-text.ts';
import { safeText } from '../../format/safe-text.ts';
import { isSymlink } from '../../records/manifest-entry.ts';
import type { ShownFile } from '../model/files-state.ts';
import type { TuiState } from '../model/state.ts';
import { type Line, line, span } from './line.ts';
import { listWindow } from './list-window.ts';
import type { PaneArea } from './pane-area.ts';
import { spread } from './spread.ts';

/** The files of the chosen version as a tree. */
export function filesLines({ files }: TuiState, area: PaneArea): Line[] {
  if (files.shown.length > 0)
    return listWindow(files.shown, files.cursor, area, (row) => rowLine(row, area.width));
  if (files.commit === undefined) return [line('  No version is chosen.', 'dim')];
  return [line(files.folders.size === 0 ? '  Loading…' : '  No files.', 'dim')];
}

function rowLine(row: ShownFile, width: number): Line {
  const indent = span('  '.repeat(row.depth + 1));
  if (row.kind === 'more') return { spans: [indent, span('Loading…', 'dim')] };
  const { path, kind, entry } = row.entry;
  const name = safeText(path.slice(path.lastIndexOf('/') + 1));
  const room = Math.max(8, width - 2 * (row.depth + 1) - 13);
  if (kind === 'folder')
    return {
      spans: [span('  '.repeat(row.depth)), span(row.open ? '▾ ' : '▸ ', 'dim'), span(`${name}/`, 'accent')],
    };
  if (entry === undefined || isSymlink(entry)) {
    const target = entry === undefined ? '' : safeText(entry.target);
    return { spans: [indent, span(name), span(` → ${target}`, 'dim')] };
  }
  const mark = entry.executable === true ? [span('*', 'good')] : [];
  return spread(
    [indent, span(cutMiddle(name, room)), ...mark],
    [span(formatBytes(entry.size).padStart(9))],
    width,
  );
}
