import { rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Session } from '../cli/run-dlake.ts';
import { MEAN, RAW, smallLake } from '../commands/small-lake.ts';
import { openBrowser } from './open-browser.ts';

let session: Session;
beforeEach(async () => {
  session = await smallLake();
});
afterEach(() => session[Symbol.asyncDispose]());

test('a day at a lake: commit, tag, verify, push, drop, get, fetch, pull', async () => {
  await session.json(['remote', 'add', 'lab', '../lab']);
  await using terminal = await openBrowser(session);
  await terminal.until(/matrix\.tsv/);
  session.write(`lake/${RAW}/genes.tsv`, 'TP53\nBRCA1\n');
  await terminal.press('c');
  await terminal.until(/Commit the folder raw\/geo\/GSE2034, why\?/);
  await terminal.type('Genes of interest');
  await terminal.press('Enter');
  await terminal.until(/GSE2034@v3: 1 file added, 0 modified, 0 deleted/);
  await terminal.until(/v3 .*Genes of interest[\s\S]*genes\.tsv/);

  await terminal.press('t');
  await terminal.until(/A name for raw\/geo\/GSE2034@v3/);
  await terminal.type('fig3');
  await terminal.press('Enter');
  await terminal.until(/fig3 names 1 version/);
  expect(await session.json(['show', 'fig3'])).toMatchObject({ message: 'Genes of interest' });

  await terminal.press('v');
  await terminal.until(/GSE2034@v3: Checked \d+ objects, .*: all as their ids say/);

  await terminal.press('P');
  await terminal.until(/to lab\?/);
  await terminal.press('y');
  await terminal.until(/raw\/geo\/GSE2034 is at lab/);
  await terminal.press('X');
  await terminal.until(/once a remote is proved to hold them\?/);
  await terminal.press('y');
  await terminal.until(/GSE2034@v3: .* freed/);
  await terminal.press('i');
  await terminal.until(/GSE2034@v3: .* came/);

  await session.json(['clone', '../lab', '../theirs', '--checkout', RAW]);
  session.write(`theirs/${RAW}/more.tsv`, 'PTEN\n');
  await session.json(['commit', RAW, '-m', 'Theirs'], { cwd: 'theirs' });
  await session.json(['push', 'origin', RAW], { cwd: 'theirs' });
  await terminal.press('f');
  await terminal.until(/1 dataset moved at lab/);
  await terminal.until(/↓1/);
  await terminal.press('p');
  await terminal.until(/from lab\?/);
  await terminal.press('y');
  await terminal.until(/is as lab has it/);
  await terminal.until(/GSE2034 +v4 = /);
  await expect(await terminal.loaded(/v4 .*Theirs[\s\S]*more\.tsv/)).toMatchFileSnapshot(
    'screens/pulled.txt',
  );
});

test('an act that takes long is stopped by Ctrl-C, and by quitting; the lake is anybody’s then', async () => {
  await session.json(['config', 'linkMode', 'reference']);
  // All holes: what takes no room takes its time to hash.
  session.write(`lake/${RAW}/huge.bam`, '');
  truncateSync(join(session.lake, RAW, 'huge.bam'), 200 * 1024 ** 3);
  await using terminal = await openBrowser(session);
  await terminal.until(/matrix\.tsv/);
  await terminal.type(':commit The whole run');
  await terminal.press('Enter');
  await terminal.until(/Hashing raw\/geo\/GSE2034|Committing…/);
  // The list is still walked meanwhile.
  await terminal.press('2', 'j');
  await terminal.until(/raw\/geo\/GSE2034@v1/);
  await terminal.press('C-c');
  await terminal.until(/Committing was stopped/);
  await terminal.type(':commit The whole run');
  await terminal.press('Enter');
  await terminal.until(/Hashing raw\/geo\/GSE2034|Committing…/);
  await terminal.press('q');
  await terminal.until(/^ended 0$/m);
  expect(await terminal.modes()).toEqual({ alternate: false, cursor: true, mouse: false });
  rmSync(join(session.lake, RAW, 'huge.bam'));
  expect(await session.json(['commit', RAW, '-m', 'Nothing'])).toMatchObject({ unchanged: true });
});

test('with a catalog that each command opens for itself, the open browser stops nobody', async () => {
  const env = { DLAKE_CATALOG: 'inline' };
  await using terminal = await openBrowser(session, { env });
  await terminal.until(/matrix\.tsv/);
  expect(await session.json<object[]>(['search', 'BRCA1'], { env })).not.toEqual([]);
  session.write(`lake/${RAW}/more.tsv`, 'x\n');
  await session.json(['commit', RAW, '-m', 'And more'], { env });
  await terminal.until(/v3 .*And more/);
  expect(await session.json<object[]>(['log', MEAN], { env })).toHaveLength(1);
  await terminal.press('5');
  await terminal.until(/raw\/geo\/GSE2034@v3 ◂/);
  await terminal.press('q');
  await terminal.until(/^ended 0$/m);
});

test('on a light background nothing is bright', async () => {
  await using terminal = await openBrowser(session, { flags: ['--theme', 'light'] });
  await terminal.until(/matrix\.tsv/);
  const painted = await terminal.painted();
  // biome-ignore-start lint/suspicious/noControlCharactersInRegex: colours are control characters
  expect(painted).toMatch(/\x1b\[[\d;]*3[1-6]m/);
  expect(painted).not.toMatch(/\x1b\[[\d;]*9[1-7]m/);
  // biome-ignore-end lint/suspicious/noControlCharactersInRegex: colours are control characters
});
