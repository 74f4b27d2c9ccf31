import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Session } from '../cli/run-dlake.ts';
import { brokenIds, CID, RAW, smallLake } from './small-lake.ts';

const PROCESSED = 'processed/geo/GSE2034';
let session: Session;
beforeAll(async () => {
  session = await smallLake({ DLAKE_CATALOG: 'inline' });
});
afterAll(() => session[Symbol.asyncDispose]());

test('says what would be copied, and copies it', async () => {
  expect(await session.show('promote', RAW, '-n', '-m', 'After FastQC')).toMatchInlineSnapshot(`
    "$ dlake promote raw/geo/GSE2034 -n -m 'After FastQC'
    raw/geo/GSE2034@v2 would be promoted to processed/geo/GSE2034
    3 objects, 226 B would be copied"
  `);
  expect(await session.show('promote', `${RAW}@v1`, '-m', 'After FastQC')).toMatchInlineSnapshot(`
    "$ dlake promote raw/geo/GSE2034@v1 -m 'After FastQC'
    processed/geo/GSE2034@v1  71f55a4a1a  promoted from raw/geo/GSE2034@v1
    3 objects, 212 B copied"
  `);
  const made = await session.json<object>(['promote', RAW, '-m', 'After FastQC']);
  expect(brokenIds(made)).toEqual([]);
  expect(made).toEqual({
    ref: PROCESSED,
    commit: expect.stringMatching(CID),
    from: RAW,
    input: (await session.json<{ id: string }>(['show', RAW])).id,
    objectsCopied: 2,
    bytesCopied: expect.any(Number),
  });
  expect(await session.show('show', PROCESSED)).toMatchInlineSnapshot(`
    "$ dlake show processed/geo/GSE2034
    commit 88a914924f  processed/geo/GSE2034@v2
    Author:  Ada Example <ada@example.org>
    Date:    2026-11-22 10:11 UTC
    Files:   2 files, 81 B  (promotion)

        After FastQC

    Name:        GSE2034
    Manifest:    497102e4b0
    Parent:      71f55a4a1a
    Input:       37b327ffa9
    Metadata:    date = 2026-11-21
                 source = geo
                 version = v2"
  `);
});

test('refuses by rule what is there, what skips, and what goes back', async () => {
  expect(await session.show('promote', RAW, '-m', 'x')).toMatchInlineSnapshot(`
    "$ dlake promote raw/geo/GSE2034 -m x
    Error: processed/geo/GSE2034 was refused: raw/geo/GSE2034@v2 is there already, as v2.
    (exit 5)"
  `);
  expect(await session.show('promote', `${RAW}@v1`, '-m', 'x')).toMatchInlineSnapshot(`
    "$ dlake promote raw/geo/GSE2034@v1 -m x
    Error: processed/geo/GSE2034 was refused: raw/geo/GSE2034@v1 is older than v2, which is there as v2; --older promotes it all the same.
    (exit 5)"
  `);
  expect(await session.show('promote', RAW, '--to', 'curated', '-m', 'x')).toMatchInlineSnapshot(`
    "$ dlake promote raw/geo/GSE2034 --to curated -m x
    Error: curated/geo/GSE2034 was refused: promotion never skips a layer: from raw the next one is processed.
    (exit 5)"
  `);
  expect(await session.show('promote', PROCESSED, '--to', 'raw', '-m', 'x')).toMatchInlineSnapshot(`
    "$ dlake promote processed/geo/GSE2034 --to raw -m x
    Error: raw/geo/GSE2034 was refused: promotion never goes back, and raw comes before processed.
    (exit 5)"
  `);
  expect(await session.show('promote', RAW)).toMatchInlineSnapshot(`
    "$ dlake promote raw/geo/GSE2034
    Error: Missing: --message
    Hint: See: dlake promote --help
    (exit 2)"
  `);
});

test('an offline promotion that the lab refuses is mended by reset', async () => {
  const lab = `${session.folder}/lab`;
  await session.json(['remote', 'add', 'lab', lab]);
  await session.json(['push', 'lab', RAW, PROCESSED]);
  // Somebody else promotes there first.
  await session.json(['clone', lab, `${session.folder}/mate`], { cwd: 'lake' });
  const mate = { cwd: 'mate', env: { DLAKE_AUTHOR: 'Grace Example <grace@example.org>' } };
  await session.json(['pull', 'origin', PROCESSED], mate);
  await session.json(['promote', PROCESSED, '-m', 'Mine'], mate);
  await session.json(['push', 'origin', 'curated/geo/GSE2034'], mate);
  await session.json(['promote', PROCESSED, '-m', 'Ours']);
  const pushed = await session.dlake(['push', 'lab', 'curated/geo/GSE2034']);
  expect(pushed).toMatchObject({ code: 6 });
  await session.json(['fetch', 'lab']);
  await session.json(['reset', 'curated/geo/GSE2034', '--to', 'lab:curated/geo/GSE2034']);
  expect(await session.json(['show', 'curated/geo/GSE2034'])).toMatchObject({ message: 'Mine' });
});
