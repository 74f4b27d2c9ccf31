import fc from 'fast-check';
import { expect, test } from 'vitest';
import { textWidth } from '../../../src/format/text-width.ts';
import { firstState, type TuiState } from '../../../src/tui/model/state.ts';
import type { TuiEvent } from '../../../src/tui/model/tui-event.ts';
import { update } from '../../../src/tui/model/update.ts';
import { PANE_MODELS } from '../../../src/tui/panes.ts';
import { type Line, textOf } from '../../../src/tui/presentation/line.ts';
import { screenLines } from '../../../src/tui/presentation/screen-lines.ts';
import { someBlobId, someDataset, someVersion } from '../some-lake.ts';

const file = (path: string, size = 7) => ({
  path,
  kind: 'file' as const,
  entry: { path, blob: someBlobId(1), size },
});

const NEWS: readonly TuiEvent[] = [
  {
    type: 'datasets',
    rows: [
      someDataset('raw', 'geo/GSE2034'),
      someDataset('raw', `lab/${'a-very-long-name-'.repeat(7)}`, 2),
      someDataset('processed', 'geo/GSE2034.salmon', 3),
    ],
    complete: true,
  },
  {
    type: 'versions',
    ref: 'raw/geo/GSE2034',
    rows: [
      someVersion(2, {
        message: '数据的新版本 with wide characters, and a long message that does not fit 🧬🧬\n\nMore.',
        parameters: { 'a \x1b[2J key': 'a value \x1b]52;c;AAAA\x07' },
        checks: [{ gzip: 'ok' }],
      }),
      someVersion(1),
    ],
  },
  {
    type: 'entries',
    commit: someVersion(2).id,
    folder: '',
    entries: [
      { path: 'tables', kind: 'folder' },
      file('e\u0301te\u0301-数据数据数据数据数据数据数据数据数据数据数据数据数据数据.tsv', 1e9),
      file('\x1b[31mred\x1b[0m.txt'),
      file('plain.txt', 12),
      { path: 'z', kind: 'link', entry: { path: 'z', target: '../\x07bell' } },
    ],
    complete: true,
  },
];

const screen = (columns: number, rows: number, ...keys: readonly string[]): readonly Line[] => {
  const pressed = keys.map(
    (key): TuiEvent => ({ type: 'key', key, ...(key.length === 1 ? { text: key } : {}) }),
  );
  const state = [...NEWS, ...pressed].reduce(
    (before: TuiState, event) => update(before, event, PANE_MODELS),
    firstState('my-lake', { columns, rows }),
  );
  return screenLines(state);
};

test('a screen has its rows, and every row its columns', () => {
  const key = fc.constantFrom(
    'j',
    'k',
    'G',
    'enter',
    'tab',
    '1',
    '2',
    '3',
    '4',
    '?',
    '/',
    'x',
    'esc',
    'space',
  );
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 230 }),
      fc.integer({ min: 1, max: 70 }),
      fc.array(key, { maxLength: 12 }),
      (columns, rows, keys) => {
        const lines = screen(columns, rows, ...keys);
        expect(lines.length).toBe(rows);
        for (const line of lines) expect(textWidth(textOf(line))).toBe(columns);
      },
    ),
    { numRuns: 150 },
  );
});

test('nothing of the data reaches the terminal that it would act upon', () => {
  for (const pane of ['1', '2', '3', '4'])
    for (const line of screen(100, 40, pane, 'G')) expect(textOf(line)).not.toMatch(/\p{Cc}/u);
});

test.each([
  ['wide', 120, 30, []],
  ['wide-files', 120, 30, ['3', 'j', 'j']],
  ['narrow', 60, 15, []],
  ['narrow-detail', 60, 15, ['4']],
  ['help', 80, 24, ['?']],
  ['filter', 100, 20, ['/', 's', 'a', 'l', 'm']],
  ['filter-nothing', 100, 20, ['/', 'x', 'y', 'z']],
] as const)('the screen %s', async (name, columns, rows, keys) => {
  const lines = screen(columns, rows, ...keys).map((line) => textOf(line).trimEnd());
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(`screens/${name}.txt`);
});
