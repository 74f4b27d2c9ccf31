import { rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Session } from '../cli/run-dlake.ts';
import { brokenIds, CID, MEAN, RAW, smallLake } from './small-lake.ts';

let session: Session;
beforeAll(async () => {
  session = await smallLake({ DLAKE_CATALOG: 'inline' });
});
afterAll(() => session[Symbol.asyncDispose]());

test('what is as it was committed is clean', async () => {
  expect(await session.show('status')).toMatchInlineSnapshot(`
    "$ dlake status
    clean           raw/geo/GSE2034
    clean           processed/geo/GSE2034.mean"
  `);
  const { refs } = await session.json<{ refs: unknown[] }>(['status']);
  expect(brokenIds(refs)).toEqual([]);
  const clean = {
    state: 'clean',
    partial: false,
    ended: false,
    unfinished: null,
    added: [],
    modified: [],
    deleted: [],
    problems: [],
  };
  expect(refs).toEqual([
    { ref: RAW, base: expect.stringMatching(CID), ...clean },
    { ref: MEAN, base: expect.stringMatching(CID), ...clean },
  ]);
});

test('changes are listed by kind, files that no version has are counted', async () => {
  session.write(`lake/${RAW}/matrix.tsv`, 'changed\n');
  session.write(`lake/${RAW}/new.tsv`, 'new\n');
  rmSync(join(session.lake, RAW, 'docs/README.txt'));
  session.write('lake/curated/lab/atlas/a', 'a');
  session.write('lake/curated/lab/atlas/sub/b', 'b');
  expect(await session.show('status')).toMatchInlineSnapshot(`
    "$ dlake status
    modified        raw/geo/GSE2034
      added:     new.tsv
      modified:  matrix.tsv
      deleted:   docs/README.txt
    untracked       curated/lab/atlas
      2 files that no version has
    clean           processed/geo/GSE2034.mean"
  `);
  const { refs } = await session.json<{ refs: unknown[] }>(['status']);
  expect(refs).toMatchObject([
    {
      ref: RAW,
      state: 'modified',
      added: ['new.tsv'],
      modified: ['matrix.tsv'],
      deleted: ['docs/README.txt'],
    },
    { ref: MEAN, state: 'clean' },
    { ref: 'curated/lab/atlas', state: 'untracked', base: null, added: ['a', 'sub/b'] },
  ]);
});

test('one ref, with its layer or without', async () => {
  expect(await session.show('status', RAW)).toMatchInlineSnapshot(`
    "$ dlake status raw/geo/GSE2034
    modified        raw/geo/GSE2034
      added:     new.tsv
      modified:  matrix.tsv
      deleted:   docs/README.txt"
  `);
  expect(await session.show('status', 'geo/GSE2034.mean')).toMatchInlineSnapshot(`
    "$ dlake status geo/GSE2034.mean
    clean           processed/geo/GSE2034.mean"
  `);
  expect(await session.show('status', 'curated/lab/atlas')).toMatchInlineSnapshot(`
    "$ dlake status curated/lab/atlas
    untracked       curated/lab/atlas
      2 files that no version has"
  `);
});

test('a ref that is not there is an error', async () => {
  expect(await session.show('status', 'raw/geo/GSE9')).toMatchInlineSnapshot(`
    "$ dlake status raw/geo/GSE9
    Error: There is no ref raw/geo/GSE9 in this lake.
    (exit 1)"
  `);
  expect(await session.show('status', 'processed/geo/GSE2034')).toMatchInlineSnapshot(`
    "$ dlake status processed/geo/GSE2034
    Error: There is no ref processed/geo/GSE2034 in this lake.
    Hint: Did you mean raw/geo/GSE2034, processed/geo/GSE2034.mean?
    (exit 1)"
  `);
  expect(await session.show('status', 'zork')).toMatchInlineSnapshot(`
    "$ dlake status zork
    Error: zork is not a ref: it has no source and id.
    Hint: A ref is LAYER/SOURCE/EXTERNAL_ID, as raw/geo/GSE2034.
    (exit 1)"
  `);
  expect(await session.dlake(['status', 'geo/GSE9'])).toMatchObject({ code: 1 });
});

test('what a commit would refuse is named, with its reason', async () => {
  symlinkSync('/etc/hostname', join(session.lake, MEAN, 'out'));
  expect(await session.show('status', MEAN)).toMatchInlineSnapshot(`
    "$ dlake status processed/geo/GSE2034.mean
    modified        processed/geo/GSE2034.mean
      unusable:  out (a symlink that leads out of the dataset)"
  `);
  const { refs } = await session.json<{ refs: { problems: unknown }[] }>(['status', MEAN]);
  expect(refs[0]?.problems).toEqual([{ code: 'symlink-outside', path: 'out' }]);
  rmSync(join(session.lake, MEAN, 'out'));
});

test('a folder that is gone is not checked out; one from an earlier version says so', async () => {
  rmSync(join(session.lake, MEAN), { recursive: true });
  rmSync(join(session.lake, 'curated'), { recursive: true });
  await session.json(['checkout', `${RAW}@v1`, '--force']);
  expect(await session.show('status')).toMatchInlineSnapshot(`
    "$ dlake status
    modified        raw/geo/GSE2034  (from e623c4b7cc; the ref is at 37b327ffa9)
      added:     new.tsv
    not-checked-out processed/geo/GSE2034.mean"
  `);
  await session.json(['checkout', MEAN, '--only', 'mean.*']);
  expect(await session.show('status', MEAN)).toMatchInlineSnapshot(`
    "$ dlake status processed/geo/GSE2034.mean
    clean           processed/geo/GSE2034.mean  (partial)"
  `);
  expect(await session.json(['status', MEAN])).toMatchObject({ refs: [{ partial: true, state: 'clean' }] });
});

test('a checkout that was interrupted is told, with the way out', async () => {
  const { id: commit } = await session.json<{ id: string }>(['show', `${RAW}@v2`]);
  session.write(`lake/.dlake/state/refs/${RAW}/unfinished`, `${commit}\n`);
  expect(await session.show('status', RAW)).toMatchInlineSnapshot(`
    "$ dlake status raw/geo/GSE2034
    modified        raw/geo/GSE2034  (from e623c4b7cc; the ref is at 37b327ffa9)
      a checkout was interrupted; it goes on with: dlake checkout 37b327ffa9
      added:     new.tsv"
  `);
  expect(await session.json(['status', RAW])).toMatchObject({ refs: [{ unfinished: commit }] });
  expect(await session.show('commit', RAW, '-m', 'A mix')).toMatchInlineSnapshot(`
    "$ dlake commit raw/geo/GSE2034 -m 'A mix'
    Error: A checkout of 37b327ffa9 into the folder of raw/geo/GSE2034 was interrupted: it may be a mix of two versions.
    Hint: The checkout goes on with: dlake checkout 37b327ffa9
    (exit 1)"
  `);
  await session.json(['checkout', commit, '--force']);
  expect(await session.json(['status', RAW])).toMatchObject({ refs: [{ unfinished: null }] });
});

test('what lies among the datasets and is in none is named, since no commit takes it', async () => {
  session.write('lake/raw/geo/loose.csv', 'x');
  session.write('lake/raw/lab/my data/a.csv', 'x');
  expect((await session.dlake(['status'])).stdout.split('\n').slice(-3)).toMatchInlineSnapshot(`
    [
      "no dataset      raw/geo/loose.csv (it is not in the folder of a dataset)",
      "no dataset      raw/lab/my data (its name may only have letters A-Z a-z, digits and . _ -)",
      "",
    ]
  `);
  expect(await session.json(['status'])).toMatchObject({
    stray: [{ path: 'raw/geo/loose.csv' }, { path: 'raw/lab/my data' }],
  });
});

test('a lake without datasets', async () => {
  await session.json(['init', '../empty']);
  expect(await session.dlake(['status'], { cwd: 'empty' })).toMatchInlineSnapshot(`
    {
      "code": 0,
      "stderr": "",
      "stdout": "No datasets yet. Put files into LAYER/SOURCE/ID, as raw/geo/GSE2034, and commit it.
    ",
    }
  `);
  expect(await session.json(['status'], { cwd: 'empty' })).toEqual({ refs: [] });
});
