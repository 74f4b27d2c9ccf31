import { expect, test } from 'vitest';
import { LAUNCHER } from '../cli/run-dlake.ts';
import { smallLake } from '../commands/small-lake.ts';
import { type Frame, screenSvg } from './screen-svg.ts';
import { Terminal } from './terminal.ts';

const SIZE = { columns: 104, rows: 24 };

/** A story: keys, what the screen shows after them, and how long that is looked at. */
const STORY: readonly (readonly [keys: readonly string[], shows: RegExp, seconds: number])[] = [
  [[], /matrix\.tsv[\s\S]*q quit/, 2],
  [['Enter'], /┏━ 2 Versions[\s\S]*Added BRCA1/, 1.2],
  [['d'], /~1 modified/, 2.5],
  [['/'], / \/█/, 0.6],
  [['m', 'e', 'a', 'n'], /1 of 2[\s\S]*method/, 1.5],
  [['Enter', 'L'], /raw\/geo\/GSE2034@v1[\s\S]*GSE2034\.mean@v1 ◂/, 2],
  [['k'], /▸ R raw\/geo\/GSE2034@v2/, 1.5],
  [['j', 'm'], /by copy\), why\?/, 1],
  [['R', 'e', 'v', 'i', 'e', 'w', 'e', 'd'], /why\? Reviewed█/, 1],
  [['Enter'], /3 datasets, 119[\s\S]* C curated\/geo\/GSE2034\.mean@v1[\s\S]*is promoted to curated/, 3],
];

test('the recording in the README shows what the program does', async () => {
  await using session = await smallLake();
  await session.json(['search', 'nothing']);
  await using terminal = await Terminal.open({
    command: [process.execPath, LAUNCHER, 'tui'],
    cwd: session.lake,
    env: { ...session.env, TERM: 'xterm-256color', LC_ALL: 'C.UTF-8' },
    ...SIZE,
  });
  const frames: Frame[] = [];
  for (const [keys, shows, seconds] of STORY) {
    await terminal.press(...keys);
    await terminal.until(shows);
    frames.push({ painted: await terminal.settled(), seconds });
  }
  await expect(screenSvg(frames, SIZE.columns, SIZE.rows)).toMatchFileSnapshot('../../.github/tui.svg');
}, 300_000);
