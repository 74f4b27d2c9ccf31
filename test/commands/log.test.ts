import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Session } from '../cli/run-dlake.ts';
import { brokenIds, CID, MEAN, RAW, smallLake } from './small-lake.ts';

let session: Session;
beforeAll(async () => {
  session = await smallLake();
});
afterAll(() => session[Symbol.asyncDispose]());

interface Version {
  readonly id: string;
  readonly ref: string;
  readonly version: string;
}

const names = async (...args: readonly string[]): Promise<string[]> =>
  (await session.json<Version[]>(['log', ...args])).map(({ ref, version }) => `${ref}@${version}`);

test('every ref, newest first', async () => {
  expect(await session.show('log')).toMatchInlineSnapshot(`
    "$ dlake log
    commit 4164e978b5  processed/geo/GSE2034.mean@v1
    Author:  Ada Example <ada@example.org>
    Date:    2026-11-22 10:00 UTC
    Files:   1 file, 19 B  (pipeline)

        Means

    commit 37b327ffa9  raw/geo/GSE2034@v2
    Author:  Ada Example <ada@example.org>
    Date:    2026-11-21 09:30 UTC
    Files:   2 files, 81 B  (collection)

        Added BRCA1

        The probes of chromosome 17 were missing.

    commit e623c4b7cc  raw/geo/GSE2034@v1
    Author:  Ada Example <ada@example.org>
    Date:    2026-11-20 08:00 UTC
    Files:   2 files, 67 B  (collection)

        As downloaded from GEO"
  `);
});

test('--oneline and --graph', async () => {
  expect(await session.show('log', '--oneline')).toMatchInlineSnapshot(`
    "$ dlake log --oneline
    4164e978b5 processed/geo/GSE2034.mean@v1 Means
    37b327ffa9 raw/geo/GSE2034@v2 Added BRCA1
    e623c4b7cc raw/geo/GSE2034@v1 As downloaded from GEO"
  `);
  expect(await session.show('log', RAW, '--graph')).toMatchInlineSnapshot(`
    "$ dlake log raw/geo/GSE2034 --graph
    R commit 37b327ffa9  raw/geo/GSE2034@v2
    │ Author:  Ada Example <ada@example.org>
    │ Date:    2026-11-21 09:30 UTC
    │ Files:   2 files, 81 B  (collection)
    │
    │     Added BRCA1
    │
    │     The probes of chromosome 17 were missing.
    │
    R commit e623c4b7cc  raw/geo/GSE2034@v1
      Author:  Ada Example <ada@example.org>
      Date:    2026-11-20 08:00 UTC
      Files:   2 files, 67 B  (collection)

          As downloaded from GEO"
  `);
  expect(await session.show('log', '--graph', '--oneline')).toMatchInlineSnapshot(`
    "$ dlake log --graph --oneline
    P 4164e978b5 processed/geo/GSE2034.mean@v1 Means
    R 37b327ffa9 raw/geo/GSE2034@v2 Added BRCA1
    R e623c4b7cc raw/geo/GSE2034@v1 As downloaded from GEO"
  `);
});

test('--json gives what the contract says, and nothing else', async () => {
  const [mean, second, first, ...more] = await session.json<Version[]>(['log']);
  expect(more).toEqual([]);
  expect(brokenIds([mean, second, first])).toEqual([]);
  expect(second).toEqual({
    id: expect.stringMatching(CID),
    ref: RAW,
    dataset: 'geo/GSE2034',
    layer: 'raw',
    version: 'v2',
    action: 'collection',
    parents: [first?.id],
    inputs: [],
    metadata: { source: 'geo', date: '2026-11-21', version: 'v2' },
    name: 'GSE2034',
    keywords: [],
    author: 'Ada Example <ada@example.org>',
    message: 'Added BRCA1\n\nThe probes of chromosome 17 were missing.',
    committedAt: '2026-11-21T09:30:00.000Z',
    files: 2,
    bytes: 81,
  });
  expect(mean).toMatchObject({ ref: MEAN, action: 'pipeline', inputs: [second?.id], parents: [] });
});

test('the history behind a version: of a ref, a dataset, a tag, an id', async () => {
  await session.json(['tag', 'fig3', `${RAW}@v1`, MEAN]);
  const [, , first] = await session.json<Version[]>(['log']);
  expect(await names(RAW)).toEqual([`${RAW}@v2`, `${RAW}@v1`]);
  expect(await names('geo/GSE2034')).toEqual([`${RAW}@v2`, `${RAW}@v1`]);
  expect(await names(`${RAW}@v1`)).toEqual([`${RAW}@v1`]);
  expect(await names(`${RAW}~`)).toEqual([`${RAW}@v1`]);
  expect(await names(`${RAW}@{2026-11-20}`)).toEqual([`${RAW}@v1`]);
  expect(await names('fig3')).toEqual([`${MEAN}@v1`, `${RAW}@v1`]);
  expect(await names(first?.id ?? '')).toEqual([`${RAW}@v1`]);
});

test('filters: --since, --until, --author, -n', async () => {
  expect(await names('--since', '2026-11-21')).toEqual([`${MEAN}@v1`, `${RAW}@v2`]);
  expect(await names('--until', '2026-11-21')).toEqual([`${RAW}@v2`, `${RAW}@v1`]);
  expect(await names('--since', '2026-11-21T09:30:00Z', '--until', '2026-11-21T09:30:00Z')).toEqual([
    `${RAW}@v2`,
  ]);
  expect(await names('--since', '2026-11-21T10:00:00+01:00', '--until', '2026-11-21')).toEqual([`${RAW}@v2`]);
  expect(await names('--author', 'ADA')).toHaveLength(3);
  expect(await names('--author', 'nobody')).toEqual([]);
  expect(await names('-n', '1')).toEqual([`${MEAN}@v1`]);
  expect(await names('-n', '0')).toEqual([]);
  expect(await session.show('log', '--since', 'monday')).toMatchInlineSnapshot(`
    "$ dlake log --since monday
    Error: --since takes a date as 2026-11-22 or a time as 2026-11-22T10:11:12Z, not monday
    (exit 2)"
  `);
  expect(await session.dlake(['log', '-n', '-1'])).toMatchObject({ code: 2 });
  expect(await session.dlake(['log', '--author', 'nobody'])).toEqual({
    stdout: '',
    stderr: 'No versions.\n',
    code: 0,
  });
});

test('REV:PATH gives the versions that changed a file, or something in a folder', async () => {
  expect(await names(`${RAW}:matrix.tsv`)).toEqual([`${RAW}@v2`, `${RAW}@v1`]);
  expect(await names(`${RAW}:docs/README.txt`)).toEqual([`${RAW}@v1`]);
  expect(await names(`${RAW}:docs`)).toEqual([`${RAW}@v1`]);
  rmSync(join(session.lake, RAW, 'docs'), { recursive: true });
  await session.json(['commit', RAW, '-m', 'No notes', '--allow-delete']);
  expect(await names(`${RAW}:docs`)).toEqual([`${RAW}@v3`, `${RAW}@v1`]);
  expect(await names(`${RAW}:docs/README.txt`, '-n', '1')).toEqual([`${RAW}@v3`]);
  expect(await session.show('log', `${RAW}:nope`)).toMatchInlineSnapshot(`
    "$ dlake log raw/geo/GSE2034:nope
    Error: There is no nope in raw/geo/GSE2034
    Hint: See what there is: dlake ls raw/geo/GSE2034
    (exit 1)"
  `);
});

test('what is not there is an error', async () => {
  expect(await session.show('log', 'geo/GSE9')).toMatchInlineSnapshot(`
    "$ dlake log geo/GSE9
    Error: There is no ref geo/GSE9 in this lake.
    (exit 1)"
  `);
  expect(await session.show('log', `${RAW}@v9`)).toMatchInlineSnapshot(`
    "$ dlake log raw/geo/GSE2034@v9
    Error: There is no revision raw/geo/GSE2034@v9 in this lake.
    Hint: See what there is: dlake log raw/geo/GSE2034
    (exit 1)"
  `);
  expect(await session.show('log', 'GSE2034')).toMatchInlineSnapshot(`
    "$ dlake log GSE2034
    Error: There is no revision GSE2034 in this lake.
    Hint: Did you mean raw/geo/GSE2034, processed/geo/GSE2034.mean?
    (exit 1)"
  `);
  expect(await session.show('log', 'raw/geo')).toMatchInlineSnapshot(`
    "$ dlake log raw/geo
    Error: raw/geo is not a ref: after the layer come a source and an id, as in raw/geo/GSE2034.
    Hint: A ref is LAYER/SOURCE/EXTERNAL_ID, as raw/geo/GSE2034.
    (exit 1)"
  `);
  expect(await session.show('log', 'processed/geo/GSE2034')).toMatchInlineSnapshot(`
    "$ dlake log processed/geo/GSE2034
    Error: There is no ref processed/geo/GSE2034 in this lake.
    Hint: Did you mean raw/geo/GSE2034, processed/geo/GSE2034.mean?
    (exit 1)"
  `);
});

test('a lake without versions', async () => {
  await session.json(['init', '../empty']);
  const empty = { cwd: 'empty', env: { DLAKE_CATALOG: 'inline' } };
  expect(await session.dlake(['log'], empty)).toEqual({ stdout: '', stderr: 'No versions.\n', code: 0 });
  expect(await session.json(['log'], empty)).toEqual([]);
});
