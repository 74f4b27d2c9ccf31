import { afterAll, beforeAll, expect, test } from 'vitest';
import { LAUNCHER, type Session } from '../cli/run-dlake.ts';
import { MEAN, RAW, smallLake } from '../commands/small-lake.ts';
import { Terminal } from './terminal.ts';

let session: Session;
beforeAll(async () => {
  session = await smallLake();
  // What draws the first screen is up.
  await session.json(['search', 'nothing']);
});
afterAll(() => session[Symbol.asyncDispose]());

const open = (
  { columns, rows }: { columns: number; rows: number },
  env: Readonly<Record<string, string>> = {},
  node: readonly string[] = [],
) =>
  Terminal.open({
    command: [process.execPath, ...node, LAUNCHER, 'tui'],
    cwd: session.lake,
    env: { ...session.env, TERM: 'xterm-256color', LC_ALL: 'C.UTF-8', ...env },
    columns,
    rows,
  });

const screenFile = (name: string): string => `screens/${name}.txt`;

test('a lake is browsed: datasets, versions, files, what they say, a comparison', async () => {
  await using terminal = await open({ columns: 120, rows: 30 });
  await expect(await terminal.loaded(/matrix\.tsv/)).toMatchFileSnapshot(screenFile('opened'));
  await terminal.press('Enter', 'j');
  await expect(await terminal.loaded(/raw\/geo\/GSE2034@v1/)).toMatchFileSnapshot(
    screenFile('first-version'),
  );
  await terminal.press('k', 'd');
  await expect(await terminal.loaded(/\+\d+ added/)).toMatchFileSnapshot(screenFile('compared'));
  await terminal.press('3', 'j');
  await expect(await terminal.loaded(/SHA-256/)).toMatchFileSnapshot(screenFile('file'));
  await terminal.press('q');
  await terminal.until(/^ended 0$/m);
  expect(await terminal.modes()).toEqual({ alternate: false, cursor: true, mouse: false });
});

test('a filter, then the way from what was derived to where it came from', async () => {
  await using terminal = await open({ columns: 100, rows: 24 });
  await terminal.until(/matrix\.tsv/);
  await terminal.press('/');
  await terminal.type('mean');
  await terminal.until(/1 of 2/);
  await terminal.press('Enter', 'L');
  await expect(await terminal.loaded(/raw\/geo\/GSE2034@v1/)).toMatchFileSnapshot(screenFile('lineage'));
  await terminal.press('k', 'Enter');
  await expect(await terminal.loaded(/@v2 ◂/)).toMatchFileSnapshot(screenFile('lineage-walked'));
  await terminal.press('C-c');
  await terminal.until(/^ended 0$/m);
});

test('the smallest screen, a larger one, and one that is too small', async () => {
  await using terminal = await open({ columns: 60, rows: 15 });
  await expect(await terminal.loaded(/GSE2034\.mean/)).toMatchFileSnapshot(screenFile('smallest'));
  await terminal.resize(140, 40);
  await terminal.until(/As downloaded|Added BRCA1/);
  await terminal.resize(40, 10);
  await terminal.until(/needs 60x15/);
  await terminal.resize(60, 15);
  await expect(await terminal.loaded(/GSE2034\.mean/)).toMatchFileSnapshot(screenFile('smallest'));
});

test('without colours there is none, and the cursor is seen all the same', async () => {
  await using terminal = await open({ columns: 100, rows: 24 }, { NO_COLOR: '1' });
  await terminal.until(/matrix\.tsv/);
  const painted = await terminal.painted();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters
  expect(painted).not.toMatch(/\x1b\[[\d;]*(?:3[0-7]|9[0-7])/);
  expect(painted).toContain('\x1b[7m');
});

test('ids are copied by way of the terminal', async () => {
  await using terminal = await open({ columns: 100, rows: 24 });
  await terminal.until(/matrix\.tsv/);
  await terminal.press('Y');
  await terminal.until(/Copied/);
  expect(await terminal.clipboard()).toBe(`dlake log ${RAW}`);
});

test.each([
  ['TERM', 'SIGTERM', 130],
  ['HUP', 'SIGHUP', 129],
] as const)('the terminal is as it was after SIG%s', async (_, signal, code) => {
  await using terminal = await open({ columns: 100, rows: 24 });
  await terminal.until(/matrix\.tsv/);
  expect(await terminal.modes()).toMatchObject({ alternate: true, cursor: false });
  process.kill(await terminal.pid(), signal);
  await terminal.until(new RegExp(`^ended ${code}$`, 'm'));
  expect(await terminal.modes()).toEqual({ alternate: false, cursor: true, mouse: false });
  await terminal.type('typed');
  await terminal.until(/typed/);
});

test('a crash is told on the terminal as it was', async () => {
  session.write('crash.cjs', "process.on('SIGUSR2', () => { throw new Error('it broke'); });");
  await using terminal = await open({ columns: 100, rows: 24 }, {}, [
    '--require',
    `${session.folder}/crash.cjs`,
  ]);
  await terminal.until(/matrix\.tsv/);
  process.kill(await terminal.pid(), 'SIGUSR2');
  await terminal.until(/Internal error: it broke[\s\S]*^ended 70$/m);
  expect(await terminal.modes()).toEqual({ alternate: false, cursor: true, mouse: false });
});

test('a checkout that would lose work is refused, and says what it is', async () => {
  session.write(`lake/${MEAN}/mean.tsv`, 'changed\n');
  await using terminal = await open({ columns: 100, rows: 24 });
  await terminal.until(/matrix\.tsv/);
  await terminal.type(':go GSE2034.mean');
  await terminal.press('Enter');
  await terminal.until(/Versions processed\/geo\/GSE2034\.mean[\s\S]*v1/);
  await terminal.press('o');
  await terminal.until(/to its folder\?/);
  await terminal.press('y');
  await expect(await terminal.loaded(/any key closes/)).toMatchFileSnapshot(screenFile('refused'));
});

test('what another process commits is seen, and nobody waits for the screen', async () => {
  await using terminal = await open({ columns: 120, rows: 30 });
  await terminal.until(/matrix\.tsv/);
  session.write('lake/raw/lab/plate-7/a.csv', 'a,b\n');
  await session.json(['commit', 'raw/lab/plate-7', '-m', 'Wells']);
  await terminal.until(/plate-7/);
  session.write(`lake/${RAW}/more.tsv`, 'x\n');
  await session.json(['commit', RAW, '-m', 'And more']);
  await terminal.until(/And more/);
});
