import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Session } from '../cli/run-dlake.ts';
import { brokenIds, CID, MEAN, RAW, smallLake } from './small-lake.ts';

let session: Session;
beforeAll(async () => {
  session = await smallLake({ DLAKE_CATALOG: 'inline' });
});
afterAll(() => session[Symbol.asyncDispose]());

test('all that a version says of itself', async () => {
  expect(await session.show('show', MEAN)).toMatchInlineSnapshot(`
    "$ dlake show processed/geo/GSE2034.mean
    commit 4164e978b5  processed/geo/GSE2034.mean@v1
    Author:  Ada Example <ada@example.org>
    Date:    2026-11-22 10:00 UTC
    Files:   1 file, 19 B  (pipeline)

        Means

    Name:        GSE2034.mean
    Manifest:    61492f7ae0
    Input:       37b327ffa9
    Metadata:    date = 2026-11-22
                 source = geo
                 version = v1
    Parameters:  method = mean"
  `);
  expect(await session.show('show', `${RAW}@v1`)).toMatchInlineSnapshot(`
    "$ dlake show raw/geo/GSE2034@v1
    commit e623c4b7cc  raw/geo/GSE2034@v1
    Author:  Ada Example <ada@example.org>
    Date:    2026-11-20 08:00 UTC
    Files:   2 files, 67 B  (collection)

        As downloaded from GEO

    Name:        GSE2034
    Keywords:    relapse
    Manifest:    77f9e9b5a7
    Metadata:    date = 2026-11-20
                 source = geo
                 tissue = breast
                 version = v1"
  `);
});

test('--json gives what the contract says, and nothing else', async () => {
  const mean = await session.json<{ inputs: string[] }>(['show', 'geo/GSE2034.mean']);
  const raw = await session.json<{ id: string }>(['show', RAW]);
  expect(brokenIds([mean, raw])).toEqual([]);
  expect(mean).toEqual({
    id: expect.stringMatching(CID),
    ref: MEAN,
    dataset: 'geo/GSE2034.mean',
    layer: 'processed',
    version: 'v1',
    action: 'pipeline',
    parents: [],
    inputs: [raw.id],
    metadata: { source: 'geo', date: '2026-11-22', version: 'v1' },
    name: 'GSE2034.mean',
    keywords: [],
    author: 'Ada Example <ada@example.org>',
    message: 'Means',
    committedAt: '2026-11-22T10:00:00.000Z',
    files: 1,
    bytes: 19,
    manifest: expect.stringMatching(CID),
    parameters: { method: 'mean' },
    expected: null,
  });
});

test('every form of an id names the same version', async () => {
  const { id } = await session.json<{ id: string }>(['show', `${RAW}@v1`]);
  const short = /^commit ([0-9a-f]{10}) /.exec((await session.dlake(['show', id])).stdout)?.[1] ?? '';
  expect(short).toMatch(/^[0-9a-f]{10}$/);
  for (const form of [id, short, short.slice(0, 4), `sha256:${short}`, short.toUpperCase()])
    expect({ form, id: (await session.json<{ id: string }>(['show', form])).id }).toEqual({ form, id });
});

test('what names no version, or several, is an error', async () => {
  await session.json(['tag', 'fig3', `${RAW}@v1`, MEAN]);
  expect(await session.show('show', 'fig3')).toMatchInlineSnapshot(`
    "$ dlake show fig3
    Error: fig3 may mean several things:
      processed/geo/GSE2034.mean@v1 bafyreicbmtuxrnpgffhaelgkqjmebxwx6whdmsjprebw5ggateghpx2jhe
      raw/geo/GSE2034@v1 bafyreihgepclptak66qy5k7yvxx5dwdp34ofhr2tlpox4hjm7d6xmi2ru4
    (exit 1)"
  `);
  expect(await session.show('show')).toMatchInlineSnapshot(`
    "$ dlake show
    Error: Missing: REV
    Hint: See: dlake show --help
    (exit 2)"
  `);
  expect(await session.show('show', 'nope')).toMatchInlineSnapshot(`
    "$ dlake show nope
    Error: There is no revision nope in this lake.
    Hint: See what there is: dlake log
    (exit 1)"
  `);
  expect(await session.show('show', `${RAW}:matrix.tsv`)).toMatchInlineSnapshot(`
    "$ dlake show raw/geo/GSE2034:matrix.tsv
    Error: raw/geo/GSE2034:matrix.tsv is a file of a version, and a whole version is meant here.
    (exit 2)"
  `);
  expect(await session.show('show', `${RAW}~2`)).toMatchInlineSnapshot(`
    "$ dlake show raw/geo/GSE2034~2
    Error: There is no revision raw/geo/GSE2034~2 in this lake.
    Hint: See what there is: dlake log raw/geo/GSE2034
    (exit 1)"
  `);
  expect(await session.show('show', `${RAW}@`)).toMatchInlineSnapshot(`
    "$ dlake show raw/geo/GSE2034@
    Error: raw/geo/GSE2034@ is not a revision: the version after @ is empty.
    Hint: A revision is [LAYER/]DATASET[@VERSION][~N][@{DATE}], a tag, or an id.
    (exit 1)"
  `);
});

test('a dataset in several layers has to be told apart', async () => {
  await session.json(['commit', MEAN, '--as', 'processed/geo/GSE2034', '-m', 'x', '--from', RAW]);
  expect(await session.show('show', 'geo/GSE2034')).toMatchInlineSnapshot(`
    "$ dlake show geo/GSE2034
    Error: The dataset geo/GSE2034 is in several layers: raw/geo/GSE2034, processed/geo/GSE2034.
    Hint: Name the layer too.
    (exit 1)"
  `);
  const { stderr } = await session.dlake(['show', 'geo/GSE2034', '--json']);
  expect(JSON.parse(stderr)).toMatchObject({
    code: 'dataset-ambiguous',
    data: { dataset: 'geo/GSE2034', refs: [RAW, 'processed/geo/GSE2034'] },
  });
});
