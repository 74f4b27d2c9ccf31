import { expect, test } from 'vitest';
import { datasetAt } from '../../../src/tui/model/datasets-state.ts';
import { firstState, type TuiState } from '../../../src/tui/model/state.ts';
import type { TuiEvent } from '../../../src/tui/model/tui-event.ts';
import { update } from '../../../src/tui/model/update.ts';
import { wantsOf } from '../../../src/tui/model/wants.ts';
import { PANE_MODELS } from '../../../src/tui/panes.ts';
import { someBlobId, someDataset, someVersion } from '../some-lake.ts';

const after = (state: TuiState, ...events: readonly TuiEvent[]): TuiState =>
  events.reduce((before, event) => update(before, event, PANE_MODELS), state);

const keys = (...names: readonly string[]): TuiEvent[] =>
  names.map((key) => ({ type: 'key', key, ...(key.length === 1 ? { text: key } : {}) }));

const ROWS = [
  someDataset('raw', 'geo/GSE2034'),
  someDataset('raw', 'geo/GSE2990', 2),
  someDataset('raw', 'uniprot/P04637', 3),
  someDataset('processed', 'geo/GSE2034.salmon', 4),
];

const START = firstState('lake', { columns: 120, rows: 30 });
const LOADED = after(START, { type: 'datasets', rows: ROWS, complete: true });
const chosen = (state: TuiState) => datasetAt(state.datasets)?.dataset;

test('it begins with the first dataset, and wants its versions', () => {
  expect(wantsOf(START).map(({ kind }) => kind)).toEqual(['datasets']);
  expect(chosen(LOADED)).toBe('geo/GSE2034');
  expect(wantsOf(LOADED)).toMatchObject([{ kind: 'versions', ref: 'raw/geo/GSE2034' }]);
});

test('how a ref stands is asked of where it is, not of where it was', () => {
  const lab = { ...LOADED, remote: 'lab' };
  const asked = (state: TuiState) => wantsOf(state).some(({ kind }) => kind === 'standings');
  expect(asked(lab)).toBe(true);
  const changed = after(lab, { type: 'changed' });
  expect(asked(changed)).toBe(false);
  expect(asked(after(changed, { type: 'datasets', rows: ROWS, complete: true }))).toBe(true);
});

test('arrows and letters move the cursor, over heads of groups, and not out of the list', () => {
  expect(chosen(after(LOADED, ...keys('j')))).toBe('geo/GSE2990');
  expect(chosen(after(LOADED, ...keys('down', 'j')))).toBeUndefined();
  expect(chosen(after(LOADED, ...keys('G')))).toBe('geo/GSE2034.salmon');
  expect(after(LOADED, ...keys('G', 'j', 'j')).datasets.cursor.at).toBe(6);
  expect(after(LOADED, ...keys('g', 'k')).datasets.cursor.at).toBe(0);
});

test('a filter is followed as it is typed, and Esc ends it where one was', () => {
  const typing = after(LOADED, ...keys('/', 'u', 'n', 'i'));
  expect(typing.datasets.fitting.length).toBe(1);
  expect(chosen(typing)).toBe('uniprot/P04637');
  const kept = after(typing, ...keys('enter'));
  expect(kept.prompt).toBeUndefined();
  expect(kept.datasets.fitting.length).toBe(1);
  const ended = after(kept, ...keys('esc'));
  expect(ended.datasets.fitting.length).toBe(4);
  expect(chosen(ended)).toBe('uniprot/P04637');
});

test('letters that are typed are no keys: a q in a filter does not quit', () => {
  const typing = after(LOADED, ...keys('/', 'q', '?'));
  expect(typing.quitting).toBe(false);
  expect(typing.help.open).toBe(false);
  expect(typing.prompt?.text).toBe('q?');
  expect(after(typing, ...keys('ctrl-c')).quitting).toBe(true);
});

test('a group is closed and opened', () => {
  const closed = after(LOADED, ...keys('g', 'enter'));
  expect(closed.datasets.shown.length).toBe(LOADED.datasets.shown.length - 2);
  expect(after(closed, ...keys('enter')).datasets.shown).toEqual(LOADED.datasets.shown);
});

test('versions come for the dataset that was chosen, and for no other', () => {
  const late = after(LOADED, ...keys('j'), {
    type: 'versions',
    ref: 'raw/geo/GSE2034',
    rows: [someVersion(9)],
  });
  expect(late.versions.rows).toEqual([]);
  const there = after(LOADED, { type: 'versions', ref: 'raw/geo/GSE2034', rows: [someVersion(1)] });
  expect(there.versions.rows.length).toBe(1);
  expect(wantsOf(there)).toMatchObject([{ kind: 'entries', folder: '' }]);
});

test('when the lake changed the cursor stays on its dataset, and on its version', () => {
  const versions = [someVersion(2), someVersion(1)];
  const there = after(
    LOADED,
    ...keys('j'),
    { type: 'versions', ref: 'raw/geo/GSE2990', rows: versions },
    ...keys('enter', 'j'),
    { type: 'changed' },
  );
  expect(wantsOf(there).map(({ kind }) => kind)).toEqual(['datasets', 'versions', 'entries']);
  const news = after(
    there,
    { type: 'datasets', rows: [someDataset('raw', 'ega/NEW'), ...ROWS], complete: true },
    { type: 'versions', ref: 'raw/geo/GSE2990', rows: [someVersion(3), ...versions] },
  );
  expect(chosen(news)).toBe('geo/GSE2990');
  expect(news.versions.rows[news.versions.cursor.at]?.id).toBe(someVersion(1).id);
});

test('a folder is opened, loaded and closed', () => {
  const file = (path: string) => ({
    path,
    kind: 'file' as const,
    entry: { path, blob: someBlobId(1), size: 7 },
  });
  const commit = someVersion(1).id;
  const there = after(
    LOADED,
    { type: 'versions', ref: 'raw/geo/GSE2034', rows: [someVersion(1)] },
    {
      type: 'entries',
      commit,
      folder: '',
      entries: [{ path: 'a', kind: 'folder' }, file('b')],
      complete: true,
    },
    ...keys('3', 'enter'),
  );
  expect(wantsOf(there)).toMatchObject([{ kind: 'entries', folder: 'a' }]);
  const open = after(there, { type: 'entries', commit, folder: 'a', entries: [file('a/x')], complete: true });
  const paths = (state: TuiState) =>
    state.files.shown.map((row) => (row.kind === 'entry' ? row.entry.path : '...'));
  expect(paths(open)).toEqual(['a', 'a/x', 'b']);
  expect(paths(after(open, ...keys('j', 'left')))).toEqual(['a', 'b']);
});

test('ids and commands are copied once', () => {
  const copied = after(LOADED, ...keys('Y'));
  expect(copied.clipboard).toEqual({ number: 1, text: 'dlake log raw/geo/GSE2034' });
  expect(after(copied, ...keys('j')).clipboard.number).toBe(1);
});
