import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Session } from '../cli/run-dlake.ts';
import { MEAN, RAW, smallLake } from './small-lake.ts';

let session: Session;
beforeAll(async () => {
  session = await smallLake({ DLAKE_CATALOG: 'inline' });
});
afterAll(() => session[Symbol.asyncDispose]());

const pathsOf = async (ref: string) =>
  (await session.json<{ path: string }[]>(['ls', ref])).map(({ path }) => path);

test('a file that is named is meant, whatever an ignore file says', async () => {
  session.write('lake/.dlakeignore', '*.log\n');
  session.write(`lake/${RAW}/run.log`, 'done\n');
  expect(await session.json(['commit', '--update', `${RAW}/run.log`, '-m', 'Its log'])).toMatchObject({
    added: 1,
  });
  expect(await pathsOf(RAW)).toContain('run.log');
  session.write('elsewhere/other.log', 'done\n');
  await session.json(['commit', '../elsewhere/other.log', '--as', 'raw/upload/log', '-m', 'A log']);
  expect(await pathsOf('raw/upload/log')).toEqual(['other.log']);
});

test('a folder that is named and gives no file is refused by name', async () => {
  session.write(`lake/${RAW}/logs/run.log`, 'done\n');
  expect(await session.show('commit', '--update', `${RAW}/logs`, '-m', 'Logs')).toMatchInlineSnapshot(`
    "$ dlake commit --update raw/geo/GSE2034/logs -m Logs
    Error: This file can't be read (no file is there, or an ignore file names all of them): logs
    (exit 1)"
  `);
});

test('other parameters are something new to say of the same files', async () => {
  const again = (...flags: string[]) =>
    session.json(['commit', MEAN, '-m', 'Again', '--from', `${RAW}@v2`, ...flags]);
  expect(await again('--param', 'method=mean')).toMatchObject({ unchanged: true });
  expect(await again('--param', 'method=median')).toMatchObject({ unchanged: false, modified: 0 });
  expect(await session.json(['show', MEAN])).toMatchObject({ parameters: { method: 'median' } });
});

test('what is said of a version that is not made is named', async () => {
  const shown = await session.show('commit', MEAN, '-m', 'Again', '--attest', 'measured elsewhere');
  expect(shown).toContain('what you say of it was not recorded');
});

test("a dataset's folder is found by its ref, however its owner writes the id", async () => {
  session.write('lake/raw/pdb/1LCD/1LCD.cif', 'data_1LCD\n');
  expect(await session.json(['commit', 'raw/pdb/1lcd', '-m', 'A structure'])).toMatchObject({
    ref: 'raw/pdb/1lcd',
    added: 1,
  });
  session.write('lake/raw/pdb/1LCD/1LCD.pdb', 'HEADER\n');
  const update = ['commit', '--update', 'raw/pdb/1lcd/1LCD.pdb', '-m', 'As PDB too'];
  expect(await session.json(update)).toMatchObject({ ref: 'raw/pdb/1lcd', added: 1 });
  expect(await session.show('commit', 'raw/pdb/4cup', '-m', 'Not there')).toContain('no such file or folder');
});
