import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Session } from '../cli/run-dlake.ts';
import { brokenIds, MEAN, RAW, smallLake } from './small-lake.ts';

let session: Session;
beforeAll(async () => {
  session = await smallLake();
  await session.json(['promote', MEAN, '-m', 'Reviewed']);
  await session.json(['tag', 'fig3', 'curated/geo/GSE2034.mean']);
});
afterAll(() => session[Symbol.asyncDispose]());

test('draws both ways, or one', async () => {
  expect(await session.show('lineage', MEAN)).toMatchInlineSnapshot(`
    "$ dlake lineage processed/geo/GSE2034.mean
    R raw/geo/GSE2034@v1  e623c4b7cc  collection, 2026-11-20, 2 files, 67 B
    R raw/geo/GSE2034@v2  37b327ffa9  collection, 2026-11-21, 2 files, 81 B
    P processed/geo/GSE2034.mean@v1  4164e978b5  pipeline, 2026-11-22, 1 file, 19 B ◂
    C curated/geo/GSE2034.mean@v1  e236902cbe  promotion, 2026-11-22, 1 file, 19 B"
  `);
  expect(await session.show('lineage', 'fig3', '--up', '--to', 'raw')).toMatchInlineSnapshot(`
    "$ dlake lineage fig3 --up --to raw
    R raw/geo/GSE2034@v2  37b327ffa9  collection, 2026-11-21, 2 files, 81 B
    P processed/geo/GSE2034.mean@v1  4164e978b5  pipeline, 2026-11-22, 1 file, 19 B
    C curated/geo/GSE2034.mean@v1  e236902cbe  promotion, 2026-11-22, 1 file, 19 B ◂"
  `);
  expect(await session.show('lineage', `${RAW}@v1`, '--down', '--depth', '1')).toMatchInlineSnapshot(`
    "$ dlake lineage raw/geo/GSE2034@v1 --down --depth 1
    R raw/geo/GSE2034@v1  e623c4b7cc  collection, 2026-11-20, 2 files, 67 B ◂
    R raw/geo/GSE2034@v2  37b327ffa9  collection, 2026-11-21, 2 files, 81 B
    There is more, further away: ask with a greater --depth"
  `);
  expect(await session.show('lineage', 'fig3', '--linear')).toMatchInlineSnapshot(`
    "$ dlake lineage fig3 --linear
    raw/geo/GSE2034@v1  e623c4b7cc  collection, 2026-11-20, 2 files, 67 B
    raw/geo/GSE2034@v2  37b327ffa9  collection, 2026-11-21, 2 files, 81 B
    processed/geo/GSE2034.mean@v1  4164e978b5  pipeline, 2026-11-22, 1 file, 19 B
    curated/geo/GSE2034.mean@v1  e236902cbe  promotion, 2026-11-22, 1 file, 19 B"
  `);
});

test('gives it to programs', async () => {
  const found = await session.json<{ root: string; nodes: object[]; edges: object[] }>(['lineage', MEAN]);
  expect(brokenIds(found)).toEqual([]);
  expect(found.nodes.map((node) => Object.keys(node))[0]).toEqual([
    'commit',
    'ref',
    'dataset',
    'layer',
    'action',
    'version',
    'name',
    'committedAt',
    'files',
    'bytes',
  ]);
  expect(found.nodes).toHaveLength(4);
  expect(found.edges).toHaveLength(3);
  const printed = await session.dlake(['lineage', MEAN, '--format', 'json']);
  expect(JSON.parse(printed.stdout)).toEqual(found);
  expect(await session.show('lineage', MEAN, '--format', 'mermaid')).toMatchInlineSnapshot(`
    "$ dlake lineage processed/geo/GSE2034.mean --format mermaid
    flowchart LR
      ce623c4b7cc["raw/geo/GSE2034@v1<br/>e623c4b7cc collection"]
      c37b327ffa9["raw/geo/GSE2034@v2<br/>37b327ffa9 collection"]
      c4164e978b5["processed/geo/GSE2034.mean@v1<br/>4164e978b5 pipeline"]
      ce236902cbe["curated/geo/GSE2034.mean@v1<br/>e236902cbe promotion"]
      ce623c4b7cc -.-> c37b327ffa9
      c37b327ffa9 --> c4164e978b5
      c4164e978b5 --> ce236902cbe
      style c4164e978b5 stroke-width:3px"
  `);
  const linear = await session.json<{ ref: string }[]>(['lineage', MEAN, '--linear']);
  expect(linear.map(({ ref }) => ref)).toEqual([RAW, RAW, MEAN]);
});

test('impact: what used a version, and what has a file', async () => {
  expect(await session.show('impact', `${RAW}@v2`)).toMatchInlineSnapshot(`
    "$ dlake impact raw/geo/GSE2034@v2
    raw/geo/GSE2034@v2 was used by 2 versions in 2 layers:
      processed/geo/GSE2034.mean@v1  4164e978b5  pipeline, 2026-11-22, 1 file, 19 B
      curated/geo/GSE2034.mean@v1  e236902cbe  promotion, 2026-11-22, 1 file, 19 B, tagged fig3"
  `);
  expect(await session.show('impact', `${RAW}@v2:docs/README.txt`)).toMatchInlineSnapshot(`
    "$ dlake impact raw/geo/GSE2034@v2:docs/README.txt
    raw/geo/GSE2034@v2:docs/README.txt was used by 3 versions in 3 layers:
      raw/geo/GSE2034@v1  e623c4b7cc  collection, 2026-11-20, 2 files, 67 B, not the newest, has the file
      processed/geo/GSE2034.mean@v1  4164e978b5  pipeline, 2026-11-22, 1 file, 19 B
      curated/geo/GSE2034.mean@v1  e236902cbe  promotion, 2026-11-22, 1 file, 19 B, tagged fig3"
  `);
  expect(await session.show('impact', `${RAW}@v1`)).toMatchInlineSnapshot(`
    "$ dlake impact raw/geo/GSE2034@v1
    Nothing that this lake knows of used raw/geo/GSE2034@v1"
  `);
  const found = await session.json<{ versions: object[] }>(['impact', `${RAW}@v2`]);
  expect(brokenIds(found)).toEqual([]);
  expect(found.versions[1]).toMatchObject({ ref: 'curated/geo/GSE2034.mean', tags: ['fig3'], head: true });
});
