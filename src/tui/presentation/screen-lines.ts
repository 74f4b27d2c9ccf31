import { formatBytes } from '../../format/bytes.ts';
import { count } from '../../format/count.ts';
import { safeLines, safeText } from '../../format/safe-text.ts';
import { textWidth } from '../../format/text-width.ts';
import { wrapText } from '../../format/wrap-text.ts';
import { type Area, isNarrow, layout, SMALLEST } from '../model/layout.ts';
import type { Message, TuiState } from '../model/state.ts';
import { PANE_IDS, type PaneId } from '../pane-id.ts';
import { PANES } from '../panes.ts';
import { boxLines } from './box-lines.ts';
import { fitLine } from './fit-line.ts';
import { footLine } from './foot-line.ts';
import { helpLines } from './help-lines.ts';
import { type Line, line, type Span, span } from './line.ts';
import { spread } from './spread.ts';

/** The whole screen: exactly as many lines as it has rows, each of exactly its columns. */
export function screenLines(state: TuiState): readonly Line[] {
  const { columns, rows } = state.size;
  if (columns < SMALLEST.columns || rows < SMALLEST.rows) return tooSmall(state);
  const areas = layout(state);
  const drawn = areas.map((area) => ({ area, lines: paneLines(state, area) }));
  const middle = Array.from({ length: rows - 2 }, (_, at) =>
    fitLine({ spans: drawn.flatMap(({ area, lines }) => lines[at + 1 - area.y]?.spans ?? []) }, columns),
  );
  return [headLine(state), ...(cover(state) ?? middle), footLine(state)];
}

function paneLines(state: TuiState, { pane, width, height }: Area): readonly Line[] {
  const { title, subtitle, foot, lines } = PANES[pane];
  const focused = state.focus === pane;
  const beside = subtitle(state);
  const number = PANE_IDS.indexOf(pane) + 1;
  const below = foot(state);
  return boxLines({
    title: [
      span(`${number} `, focused ? 'accent' : 'dim'),
      span(title, focused ? 'strong' : 'plain'),
      ...(beside === '' ? [] : [span(` ${beside}`, 'dim')]),
    ],
    ...(below === '' ? {} : { foot: below }),
    focused,
    width,
    height,
    lines: lines(state, { width: width - 2, height: height - 2, focused }),
  });
}

function headLine(state: TuiState): Line {
  const { columns } = state.size;
  const { rows, bytes, loaded } = state.datasets;
  const name = [span(' dlake ', 'strong'), span(safeText(state.lake), 'accent')];
  const sum = `${count(rows.length, 'dataset')}${loaded ? '' : '…'}, ${formatBytes(bytes)} `;
  if (!isNarrow(state.size)) return spread(name, [span(sum, 'dim')], columns);
  const whole = tabs(state, () => true);
  const shown = widthOf(whole) + 8 < columns ? whole : tabs(state, (pane) => pane === state.focus);
  return spread(name, shown, columns, 7);
}

/** The parts of the screen by number, those by name that `named` picks. */
const tabs = ({ focus }: TuiState, named: (pane: PaneId) => boolean): Span[] =>
  PANE_IDS.flatMap((pane, at) => {
    const text = named(pane) ? `${at + 1} ${PANES[pane].title}` : String(at + 1);
    return [pane === focus ? span(`[${text}]`, 'strong') : span(` ${text} `, 'dim')];
  });

const widthOf = (spans: readonly Span[]): number =>
  spans.reduce((width, { text }) => width + textWidth(text), 0);

/** What covers the parts of the screen; undefined where nothing does. */
function cover(state: TuiState): readonly Line[] | undefined {
  if (state.message !== undefined) return messageBox(state, state.message);
  return state.help.open ? helpBox(state) : undefined;
}

function messageBox({ size: { columns, rows } }: TuiState, { tone, lines }: Message): readonly Line[] {
  return boxLines({
    title: [span(tone === 'good' ? 'Done' : 'Not done', tone)],
    foot: 'any key closes',
    focused: true,
    width: columns,
    height: rows - 2,
    lines: lines.flatMap((text) => wrapText(safeLines(text), columns - 4).map((part) => line(` ${part}`))),
  });
}

function helpBox(state: TuiState): Line[] {
  const { columns, rows } = state.size;
  const lines = helpLines(state.focus, PANES[state.focus].title);
  const height = rows - 2;
  const top = Math.max(0, Math.min(state.help.top, lines.length - (height - 2)));
  return boxLines({
    title: [span('Keys', 'strong')],
    foot: 'any other key closes',
    focused: true,
    width: columns,
    height,
    lines: lines.slice(top),
  });
}

function tooSmall({ size: { columns, rows } }: TuiState): Line[] {
  const text = `dlake needs ${SMALLEST.columns}x${SMALLEST.rows}, this is ${columns}x${rows}`;
  return Array.from({ length: rows }, (_, at) => fitLine(line(at === 0 ? text : ''), columns));
}
