import { formatBytes } from '../../format/bytes.ts';
import { cutMiddle } from '../../format/fit-text.ts';
import { layerLetter } from '../../format/layer-letter.ts';
import { safeText } from '../../format/safe-text.ts';
import { formatDay } from '../../format/time.ts';
import type { CommitWithId } from '../../lake/read-commit.ts';
import type { DiffRow } from '../model/diff-state.ts';
import type { TuiState } from '../model/state.ts';
import { type Line, line, span, type Tone } from './line.ts';
import { listWindow } from './list-window.ts';
import type { PaneArea } from './pane-area.ts';
import { spread } from './spread.ts';

/** Two versions, how many differences there are, and what differs. */
export function diffLines({ diff }: TuiState, area: PaneArea): Line[] {
  const { before, after, rows, loaded, cursor } = diff;
  if (before === undefined || after === undefined)
    return [
      line('  Nothing is compared.', 'dim'),
      line('  Mark two versions with Space and press d,', 'dim'),
      line('  or press d on one to compare it with the one before.', 'dim'),
    ];
  const head = [sideLine('A', before), sideLine('B', after), sumLine(rows, loaded), line('')];
  const window = { ...area, height: Math.max(0, area.height - head.length) };
  return [...head, ...listWindow(rows, cursor, window, (row) => rowLine(row, area.width))];
}

const sideLine = (name: string, { commit }: CommitWithId): Line => ({
  spans: [
    span(` ${name} `, 'strong'),
    span(`${layerLetter(commit.layer)} `, commit.layer),
    span(`${commit.layer}/${commit.dataset}`),
    span(`@${safeText(commit.metadata.version)}`, 'accent'),
    span(`  ${formatDay(commit.committedAt)}`, 'dim'),
  ],
});

function sumLine(rows: readonly DiffRow[], loaded: boolean): Line {
  if (!loaded) return line('   Comparing…', 'dim');
  const of = (sign: DiffRow['sign']) => rows.filter((row) => !row.said && row.sign === sign).length;
  if (rows.length === 0) return line('   No differences.', 'good');
  return {
    spans: [
      span(`   +${of('+')} added`, 'good'),
      span(`  ~${of('~')} modified`, 'warn'),
      span(`  -${of('-')} deleted`, 'bad'),
      span(`  >${of('>')} renamed`, 'accent'),
    ],
  };
}

const TONES: Readonly<Record<DiffRow['sign'], Tone>> = {
  '+': 'good',
  '-': 'bad',
  '~': 'warn',
  '>': 'accent',
};

function rowLine({ sign, name, said, before, after }: DiffRow, width: number): Line {
  const tone = TONES[sign];
  const [was, is] = [before, after].map((one) =>
    one === undefined ? undefined : typeof one === 'number' ? formatBytes(one) : safeText(one),
  );
  const change =
    was !== undefined && is !== undefined ? `${was} → ${is}` : sign === '>' ? `→ ${is}` : (was ?? is ?? '');
  if (said || sign === '>')
    return {
      spans: [span(` ${sign} `, tone), span(safeText(name), said ? 'dim' : 'plain'), span(`  ${change}`)],
    };
  const room = Math.max(8, width - 5 - change.length);
  return spread(
    [span(` ${sign} `, tone), span(cutMiddle(safeText(name), room), tone)],
    [span(`${change} `, 'dim')],
    width,
  );
}
