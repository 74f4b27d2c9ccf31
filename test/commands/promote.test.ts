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
  expect(await session.show('promote', RAW, '-n', '-m', 'After FastQC')).toMatchInlineSnapshot();
  expect(await session.show('promote', `${RAW}@v1`, '-m', 'After FastQC')).toMatchInlineSnapshot();
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
  expect(await session.show('show', PROCESSED)).toMatchInlineSnapshot();
});

test('refuses by rule what is there, what skips, and what goes back', async () => {
  expect(await session.show('promote', RAW, '-m', 'x')).toMatchInlineSnapshot();
  expect(await session.show('promote', `${RAW}@v1`, '-m', 'x')).toMatchInlineSnapshot();
  expect(await session.show('promote', RAW, '--to', 'curated', '-m', 'x')).toMatchInlineSnapshot();
  expect(await session.show('promote', PROCESSED, '--to', 'raw', '-m', 'x')).toMatchInlineSnapshot();
  expect(await session.show('promote', RAW)).toMatchInlineSnapshot();
});

test('an offline promotion that the lab refuses is mended by reset', async () => {
  const lab = `${session.folder}/lab`;
  await session.json(['remote', 'add', 'lab', lab]);
  await session.json(['push', 'lab', RAW, PROCESSED]);
  // Somebody else promotes there first.
  await session.json(['clone', lab, `${session.folder}/mate`], { cwd: 'lake' });
  const mate = { cwd: 'mate', env: { DLAKE_AUTHOR: 'Grace Example <grace@example.org>' } };
  await session.json(['pull', 'lab', PROCESSED], mate).catch(() => session.json(['pull', 'origin', PROCESSED], mate));
  await session.json(['promote', PROCESSED, '-m', 'Mine'], mate);
  await session.json(['push', 'origin', 'curated/geo/GSE2034'], mate);
  await session.json(['promote', PROCESSED, '-m', 'Ours']);
  const pushed = await session.dlake(['push', 'lab', 'curated/geo/GSE2034']);
  expect(pushed).toMatchObject({ code: 6 });
  await session.json(['fetch', 'lab']);
  await session.json(['pull', 'lab', 'curated/geo/GSE2034']).catch(() => undefined);
  await session.json(['reset', 'curated/geo/GSE2034', '--to', 'lab:curated/geo/GSE2034']);
  expect(await session.json(['show', 'curated/geo/GSE2034'])).toMatchObject({ message: 'Mine' });
});
