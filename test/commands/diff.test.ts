import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Session } from '../cli/run-dlake.ts';
import { MEAN, RAW, smallLake } from './small-lake.ts';

let session: Session;
beforeAll(async () => {
  session = await smallLake({ DLAKE_CATALOG: 'inline' });
});
afterAll(() => session[Symbol.asyncDispose]());

test('between two versions, of one ref or of two', async () => {
  expect(await session.show('diff', `${RAW}@v1`, `${RAW}@v2`)).toMatchInlineSnapshot(`
    "$ dlake diff raw/geo/GSE2034@v1 raw/geo/GSE2034@v2
    ~ matrix.tsv  28 B -> 42 B
    0 files added, 1 modified, 0 deleted, 0 renamed"
  `);
  expect(await session.show('diff', `${RAW}@v2`, MEAN)).toMatchInlineSnapshot(`
    "$ dlake diff raw/geo/GSE2034@v2 processed/geo/GSE2034.mean
    + mean.tsv  19 B
    - docs/README.txt  39 B
    - matrix.tsv  42 B
    1 file added, 0 modified, 2 deleted, 0 renamed"
  `);
  expect(await session.show('diff', RAW, `${RAW}@v2`)).toMatchInlineSnapshot(`
    "$ dlake diff raw/geo/GSE2034 raw/geo/GSE2034@v2
    No differences."
  `);
});

test('between a version and its folder, and of every folder', async () => {
  session.write(`lake/${RAW}/matrix.tsv`, 'changed\n');
  renameSync(join(session.lake, RAW, 'docs/README.txt'), join(session.lake, RAW, 'docs/ABOUT.txt'));
  session.write(`lake/${MEAN}/sd.tsv`, 'TP53\t0.1\n');
  expect(await session.show('diff', RAW)).toMatchInlineSnapshot(`
    "$ dlake diff raw/geo/GSE2034
    ~ matrix.tsv  42 B -> 8 B
    > docs/README.txt -> docs/ABOUT.txt
    0 files added, 1 modified, 0 deleted, 1 renamed"
  `);
  expect(await session.show('diff')).toMatchInlineSnapshot(`
    "$ dlake diff
    + processed/geo/GSE2034.mean/sd.tsv  9 B
    ~ raw/geo/GSE2034/matrix.tsv  42 B -> 8 B
    > raw/geo/GSE2034/docs/README.txt -> raw/geo/GSE2034/docs/ABOUT.txt
    1 file added, 1 modified, 0 deleted, 1 renamed"
  `);
  expect(await session.show('diff', '--stat')).toMatchInlineSnapshot(`
    "$ dlake diff --stat
    1 file added, 1 modified, 0 deleted, 1 renamed"
  `);
});

test('--json gives what the contract says, and nothing else', async () => {
  expect(await session.json(['diff', RAW])).toEqual({
    added: [],
    modified: ['matrix.tsv'],
    deleted: [],
    renamed: [{ from: 'docs/README.txt', to: 'docs/ABOUT.txt' }],
  });
  expect(await session.json(['diff', `${RAW}@v1`])).toMatchObject({ modified: ['matrix.tsv'] });
  expect(await session.json(['diff', `${RAW}@v1`, `${RAW}@v1`])).toEqual({
    added: [],
    modified: [],
    deleted: [],
    renamed: [],
  });
});

test('a folder that is not there differs in nothing: it is an error', async () => {
  rmSync(join(session.lake, RAW), { recursive: true });
  expect(await session.show('diff', RAW)).toMatchInlineSnapshot(`
    "$ dlake diff raw/geo/GSE2034
    Error: raw/geo/GSE2034 is not checked out.
    Hint: dlake checkout raw/geo/GSE2034
    (exit 1)"
  `);
  expect(await session.show('diff', `${RAW}:docs`)).toMatchInlineSnapshot(`
    "$ dlake diff raw/geo/GSE2034:docs
    Error: raw/geo/GSE2034:docs is a file of a version, and a whole version is meant here.
    (exit 2)"
  `);
  expect(await session.dlake(['diff', RAW, 'nope'])).toMatchObject({ code: 1 });
});
