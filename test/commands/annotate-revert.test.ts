import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Session } from '../cli/run-dlake.ts';
import { CID, MEAN, RAW, smallLake } from './small-lake.ts';

let session: Session;
beforeAll(async () => {
  session = await smallLake({ DLAKE_CATALOG: 'inline' });
});
afterAll(() => session[Symbol.asyncDispose]());

test('annotate says more of the same files, in a new version', async () => {
  const before = await session.json<{ manifest: string; inputs: string[] }>(['show', MEAN]);
  expect(
    await session.show('annotate', MEAN, '--meta', 'unit=log2', '--keyword', 'mean'),
  ).toMatchInlineSnapshot(`
    "$ dlake annotate processed/geo/GSE2034.mean --meta unit=log2 --keyword mean
    processed/geo/GSE2034.mean@v2  790bc3a63a  1 file, 19 B
    0 added, 0 modified, 0 deleted; 444 B new in the store"
  `);
  expect(await session.json(['show', MEAN])).toMatchObject({
    version: 'v2',
    message: 'Annotate',
    action: 'pipeline',
    manifest: before.manifest,
    inputs: before.inputs,
    parameters: { method: 'mean' },
    keywords: ['mean'],
    metadata: { unit: 'log2' },
  });
  expect(await session.json(['status', MEAN])).toMatchObject({ refs: [{ state: 'clean' }] });
});

test('annotate keeps what was said, lays new over old, and makes nothing of nothing new', async () => {
  const more = ['--meta', 'unit=ln', '--name', 'Means', '--meta-json', '{"n":286}', '--date', '2026-11-01'];
  await session.json([
    'annotate',
    MEAN,
    ...more,
    '--keyword',
    'geo',
    '-m',
    'Corrected',
    '--author',
    'Bo <bo@example.org>',
  ]);
  expect(await session.json(['show', MEAN])).toMatchObject({
    version: 'v3',
    name: 'Means',
    keywords: ['geo', 'mean'],
    metadata: { unit: 'ln', n: 286, date: '2026-11-01' },
    message: 'Corrected',
    author: 'Bo <bo@example.org>',
  });
  expect(await session.json(['annotate', MEAN, '--meta', 'unit=ln'])).toMatchObject({
    unchanged: true,
    version: 'v3',
  });
});

test('annotate of what is no ref, or with nothing to say', async () => {
  expect(await session.show('annotate', MEAN)).toMatchInlineSnapshot(`
    "$ dlake annotate processed/geo/GSE2034.mean
    Error: Say something of it: --meta K=V, --name, --keyword or --date.
    Hint: See: dlake annotate --help
    (exit 2)"
  `);
  expect(await session.show('annotate', `${RAW}@v1`, '--meta', 'a=b')).toMatchInlineSnapshot(`
    "$ dlake annotate raw/geo/GSE2034@v1 --meta a=b
    Error: raw/geo/GSE2034@v1 is not a ref: it goes on with a version or a path.
    Hint: A ref is LAYER/SOURCE/EXTERNAL_ID, as raw/geo/GSE2034.
    (exit 1)"
  `);
  expect(await session.dlake(['annotate', 'raw/geo/GSE9', '--meta', 'a=b'])).toMatchObject({ code: 1 });
  expect(await session.dlake(['annotate', MEAN, '--meta', 'a'])).toMatchObject({ code: 2 });
  expect(await session.dlake(['annotate', MEAN, '--name', ''])).toMatchObject({ code: 2 });
});

test('revert makes an earlier version the newest one again; the folder stays', async () => {
  expect(await session.show('revert', `${RAW}@v1`)).toMatchInlineSnapshot(`
    "$ dlake revert raw/geo/GSE2034@v1
    raw/geo/GSE2034@v3  245f4f45b3  2 files, 67 B
    0 added, 1 modified, 0 deleted; 386 B new in the store
    The folder stays as it is; to have the files: dlake checkout raw/geo/GSE2034"
  `);
  const [first, third] = [await session.json(['show', `${RAW}@v1`]), await session.json(['show', RAW])];
  expect(third).toMatchObject({
    version: 'v3',
    message: `Revert to ${RAW}@v1`,
    manifest: (first as { manifest: string }).manifest,
    keywords: ['relapse'],
    metadata: { tissue: 'breast', date: '2026-11-20' },
  });
  expect(readFileSync(join(session.lake, RAW, 'matrix.tsv'), 'utf8')).toContain('BRCA1');
  expect(await session.show('status', RAW)).toMatchInlineSnapshot(`
    "$ dlake status raw/geo/GSE2034
    clean           raw/geo/GSE2034  (from 37b327ffa9; the ref is at 245f4f45b3)"
  `);
  expect(await session.show('revert', `${RAW}@v1`)).toMatchInlineSnapshot(`
    "$ dlake revert raw/geo/GSE2034@v1
    Nothing to commit: raw/geo/GSE2034@v3 (245f4f45b3) has these files already (2 files, 67 B)."
  `);
});

test('revert --json gives what commit gives', async () => {
  expect(await session.json(['revert', `${RAW}@v2`, '-m', 'v1 was better, but not much'])).toEqual({
    ref: RAW,
    commit: expect.stringMatching(CID),
    version: 'v4',
    manifest: expect.stringMatching(CID),
    files: 2,
    bytes: 81,
    added: 0,
    modified: 1,
    deleted: 0,
    newObjects: 1,
    newBytes: expect.any(Number),
    unchanged: false,
  });
});

test('revert deletes by consent only, and takes whole versions', async () => {
  await session.json(['checkout', RAW]);
  session.write(`lake/${RAW}/more.tsv`, 'more\n');
  await session.json(['commit', RAW, '-m', 'More']);
  expect(await session.show('revert', `${RAW}@v4`)).toMatchInlineSnapshot(`
    "$ dlake revert raw/geo/GSE2034@v4
    Error: This commit would drop 1 of the 3 files of raw/geo/GSE2034:
      more.tsv
    Hint: --allow-delete drops them; commit --update PATH adds and replaces files and drops none.
    (exit 1)"
  `);
  expect(await session.json(['revert', `${RAW}@v4`, '--allow-delete'])).toMatchObject({ deleted: 1 });
  expect(await session.show('revert', `${RAW}@v4:matrix.tsv`)).toMatchInlineSnapshot(`
    "$ dlake revert raw/geo/GSE2034@v4:matrix.tsv
    Error: raw/geo/GSE2034@v4:matrix.tsv is a file of a version, and a whole version is meant here.
    (exit 2)"
  `);
  expect(await session.dlake(['revert', `${RAW}@v99`])).toMatchObject({ code: 1 });
});
