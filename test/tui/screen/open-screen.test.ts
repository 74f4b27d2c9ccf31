import { expect, test } from 'vitest';
import type { DatasetRow } from '../../../src/tui/model/dataset-row.ts';
import { openScreen } from '../../../src/tui/screen/open-screen.tsx';
import { someDataset } from '../some-lake.ts';
import { FakeTerminal } from './fake-terminal.ts';
import { viewOfRows } from './view-of-rows.ts';

// Only cells that change are drawn: of a text, what is new in it.

/** The end of what is drawn at once. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it begins with one
const DRAWN = /\x1b\[\?2026l/;

function opened(
  rows: readonly DatasetRow[],
  options: { readonly mouse?: boolean; readonly columns?: number } = {},
) {
  const terminal = new FakeTerminal(options.columns ?? 120, 40);
  const controller = new AbortController();
  const { stdin, stdout } = terminal;
  const screen = openScreen(viewOfRows(rows), {
    stdin,
    stdout,
    name: 'lake',
    remote: undefined,
    theme: 'dark',
    mouse: options.mouse ?? false,
    signal: controller.signal,
    describe: String,
  });
  return { terminal, screen, controller };
}

const FEW = [someDataset('raw', 'geo/GSE2034'), someDataset('processed', 'geo/GSE2034.salmon', 2)];

test('it draws before it has anything, then what came, and gives the terminal back', async () => {
  const { terminal, screen } = opened(FEW);
  expect(terminal.written).toContain('Loading…');
  await terminal.until(/of raw\/geo\/GSE2034/);
  terminal.press('G');
  await terminal.until(/processed\/geo\/GSE2034\.salmon/);
  terminal.press('q');
  await screen.closed;
  expect(terminal.written).toContain('\x1b[?1049l');
  expect(terminal.written.lastIndexOf('\x1b[?25h')).toBeGreaterThan(
    terminal.written.lastIndexOf('\x1b[?25l'),
  );
  expect(terminal.stdin.isRaw).toBe(false);
});

test('it ends with its signal', async () => {
  const { terminal, screen, controller } = opened(FEW);
  await terminal.until(/of raw/);
  controller.abort();
  await screen.closed;
  expect(terminal.written).toContain('\x1b[?1049l');
});

test('keys that come at once are keys one after another, and a paste is none', async () => {
  const { terminal, screen } = opened(FEW);
  await terminal.until(/of raw/);
  terminal.press('\x1b[200~qqq\x1b[201~');
  terminal.press('/salm');
  await terminal.until(/1 of 2/);
  terminal.press('\x1b');
  await terminal.until(/keys/);
  terminal.press('\x03');
  await screen.closed;
});

test('the mouse is asked for where it is wanted, clicks choose rows, and it is let go', async () => {
  const { terminal, screen } = opened(FEW, { mouse: true });
  await terminal.until(/of raw/);
  expect(terminal.written).toContain('\x1b[?1006h');
  terminal.press('\x1b[<0;10;6M');
  await terminal.until(/processed\/geo\/GSE2034\.salmon/);
  screen.close();
  await screen.closed;
  expect(terminal.written).toContain('\x1b[?1006l');
});

test('with a hundred thousand datasets keys move the cursor and letters filter', async () => {
  const rows = Array.from({ length: 100_000 }, (_, at) =>
    someDataset(at < 50_000 ? 'raw' : 'processed', `geo/GSE${at}`, 1),
  );
  const { terminal, screen } = opened(rows);
  await terminal.until(/100,000 datasets/);
  const press = async (key: string, seen: RegExp) => {
    const drawn = terminal.until(seen);
    terminal.press(key);
    await drawn;
  };
  for (let at = 0; at < 30; at++) await press(at % 2 === 0 ? 'j' : 'k', DRAWN);
  await press('/', DRAWN);
  for (const letter of '99') await press(letter, DRAWN);
  terminal.press('\x03');
  await screen.closed;
});
