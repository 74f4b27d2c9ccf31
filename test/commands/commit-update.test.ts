import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Session } from '../cli/run-dlake.ts';
import { RAW, smallLake } from './small-lake.ts';

let session: Session;
beforeAll(async () => {
  session = await smallLake({ DLAKE_CATALOG: 'inline' });
  await session.json(['init', '../other', '--store', '.dlake/store']);
  await session.json(['checkout', RAW], { cwd: 'other' });
});
afterAll(() => session[Symbol.asyncDispose]());

const other = { cwd: 'other' };

test('a folder whose base is behind its ref is told the way out', async () => {
  session.write(`other/${RAW}/theirs.tsv`, 'theirs\n');
  await session.json(['commit', RAW, '-m', 'Theirs'], other);
  session.write(`lake/${RAW}/ours.tsv`, 'ours\n');
  expect(await session.show('commit', RAW, '-m', 'Ours')).toMatchInlineSnapshot(`
    "$ dlake commit raw/geo/GSE2034 -m Ours
    Error: The folder of raw/geo/GSE2034 was checked out from 37b327ffa9, and the ref has moved on to 5a37433c95 since.
    Hint: See what changed with dlake diff raw/geo/GSE2034, then check out the new version elsewhere, or commit only what you changed with --update PATH.
    (exit 6)"
  `);
  const { stderr, code } = await session.dlake(['commit', RAW, '-m', 'Ours', '--json']);
  expect({ code, error: JSON.parse(stderr) }).toMatchObject({
    code: 6,
    error: { code: 'base-behind', data: { ref: RAW, base: expect.any(String), head: expect.any(String) } },
  });
});

test('--update commits on what the ref is now', async () => {
  expect(await session.json(['commit', '--update', `${RAW}/ours.tsv`, '-m', 'Ours'])).toMatchObject({
    version: 'v4',
    files: 4,
    added: 1,
  });
  const files = await session.json<{ path: string }[]>(['ls', RAW]);
  expect(files.map(({ path }) => path)).toEqual(['docs/README.txt', 'matrix.tsv', 'ours.tsv', 'theirs.tsv']);
});

test('--update is refused where the same file changed on both sides', async () => {
  session.write(`other/${RAW}/docs/README.txt`, 'Theirs\n');
  await session.json(['commit', '--update', `${RAW}/docs`, '-m', 'Theirs'], other);
  session.write(`lake/${RAW}/docs/README.txt`, 'Ours\n');
  expect(await session.show('commit', '--update', `${RAW}/docs`, '-m', 'Ours')).toMatchInlineSnapshot(`
    "$ dlake commit --update raw/geo/GSE2034/docs -m Ours
    Error: Somebody changed the same files in raw/geo/GSE2034:
      docs/README.txt
    Hint: Check out the new version elsewhere, bring the two together, and commit again.
    (exit 6)"
  `);
  session.write(`lake/${RAW}/docs/README.txt`, 'Theirs\n');
  expect(await session.json(['commit', '--update', `${RAW}/docs`, '-m', 'Ours'])).toMatchObject({
    unchanged: true,
  });
});

test('checking out the new version makes the folder up to date', async () => {
  expect(await session.show('checkout', RAW)).toMatchInlineSnapshot(`
    "$ dlake checkout raw/geo/GSE2034
    raw/geo/GSE2034@v5 is in ~~/lake/raw/geo/GSE2034: 4 files, 1 written, 0 removed"
  `);
  session.write(`lake/${RAW}/last.tsv`, 'last\n');
  expect(await session.json(['commit', RAW, '-m', 'Last'])).toMatchObject({ version: 'v6', added: 1 });
});

test('--update of what is not there, or of a folder without new files', async () => {
  expect(await session.show('commit', '--update', `${RAW}/nope`, '-m', 'x')).toMatchInlineSnapshot(`
    "$ dlake commit --update raw/geo/GSE2034/nope -m x
    Error: This file can't be read (there is no such file or folder): raw/geo/GSE2034/nope
    (exit 1)"
  `);
  expect(await session.json(['commit', '--update', RAW, '-m', 'x'])).toMatchObject({ unchanged: true });
});

test('a folder without a base follows the head of its ref, and the deletion rule holds', async () => {
  rmSync(join(session.lake, '.dlake/state'), { recursive: true });
  session.write(`lake/${RAW}/fresh.tsv`, 'fresh\n');
  expect(await session.json(['commit', RAW, '-m', 'Fresh'])).toMatchObject({
    version: 'v7',
    added: 1,
    deleted: 0,
  });
  rmSync(join(session.lake, '.dlake/state'), { recursive: true });
  rmSync(join(session.lake, RAW, 'fresh.tsv'));
  expect(await session.dlake(['commit', RAW, '-m', 'x'])).toMatchObject({ code: 1 });
});
