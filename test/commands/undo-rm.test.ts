import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Session } from '../cli/run-dlake.ts';
import { brokenIds, CID, MEAN, RAW, smallLake } from './small-lake.ts';

let session: Session;
beforeAll(async () => {
  session = await smallLake();
});
afterAll(() => session[Symbol.asyncDispose]());

const state = async (ref: string): Promise<string> =>
  (await session.json<{ refs: { state: string }[] }>(['status', ref])).refs[0]?.state ?? '';

test('what data was derived from, or what a tag names, is not undone', async () => {
  expect(await session.show('undo', RAW)).toMatchInlineSnapshot(`
    "$ dlake undo raw/geo/GSE2034
    Error: raw/geo/GSE2034 was refused: processed/geo/GSE2034.mean was derived from this version.
    (exit 5)"
  `);
  await session.json(['tag', 'fig3', MEAN]);
  expect(await session.show('undo')).toMatchInlineSnapshot(`
    "$ dlake undo
    Error: processed/geo/GSE2034.mean was refused: the tag fig3 names this version.
    (exit 5)"
  `);
  await session.json(['tag', '--delete', 'fig3']);
});

test('rm ends a ref, and undo takes the end back', async () => {
  expect(await session.show('rm', MEAN, '-m', 'Superseded')).toMatchInlineSnapshot(`
    "$ dlake rm processed/geo/GSE2034.mean -m Superseded
    processed/geo/GSE2034.mean has ended"
  `);
  expect(await session.show('show', MEAN)).toMatchInlineSnapshot(`
    "$ dlake show processed/geo/GSE2034.mean
    Error: The ref processed/geo/GSE2034.mean was ended at 2026-11-22T10:11:12.345Z: Superseded
    Hint: Its versions are still there (dlake log processed/geo/GSE2034.mean); dlake undo processed/geo/GSE2034.mean takes the end back.
    (exit 1)"
  `);
  expect(await session.show('log', MEAN, '--oneline')).toMatchInlineSnapshot(`
    "$ dlake log processed/geo/GSE2034.mean --oneline
    4164e978b5 processed/geo/GSE2034.mean@v1 Means"
  `);
  expect(await session.show('rm', MEAN, '-m', 'Again')).toMatchInlineSnapshot(`
    "$ dlake rm processed/geo/GSE2034.mean -m Again
    Error: The ref processed/geo/GSE2034.mean was ended at 2026-11-22T10:11:12.345Z: Superseded
    Hint: Its versions are still there (dlake log processed/geo/GSE2034.mean); dlake undo processed/geo/GSE2034.mean takes the end back.
    (exit 1)"
  `);
  expect(await session.show('status', MEAN)).toMatchInlineSnapshot(`
    "$ dlake status processed/geo/GSE2034.mean
    clean           processed/geo/GSE2034.mean  (the ref has ended)"
  `);
  expect(await session.show('undo', MEAN)).toMatchInlineSnapshot(`
    "$ dlake undo processed/geo/GSE2034.mean
    processed/geo/GSE2034.mean is back from nothing to 4164e978b5"
  `);
  expect(await state(MEAN)).toBe('clean');
});

test('rm gives its contract, and is refused in raw and for what is not there', async () => {
  const removed = await session.json(['rm', MEAN, '-m', 'Superseded']);
  expect(removed).toEqual({ ref: MEAN, from: expect.stringMatching(CID), reason: 'Superseded' });
  await session.json(['undo', 'processed/geo/GSE2034.mean', '-m', 'Not so']);
  expect(await session.show('rm', RAW, '-m', 'x')).toMatchInlineSnapshot(`
    "$ dlake rm raw/geo/GSE2034 -m x
    Error: raw/geo/GSE2034 was refused: raw is never removed; retract what is wrong, or undo a commit that nobody has used.
    (exit 5)"
  `);
  expect(await session.show('rm', MEAN)).toMatchInlineSnapshot(`
    "$ dlake rm processed/geo/GSE2034.mean
    Error: Missing: --message
    Hint: See: dlake rm --help
    (exit 2)"
  `);
  expect(await session.dlake(['rm', 'processed/geo/GSE1', '-m', 'x'])).toMatchObject({ code: 1 });
});

test('undo again and again goes back through the whole lake, raw included', async () => {
  const undone = await session.json<{ ref: string; to: unknown }>(['undo']);
  expect(brokenIds(undone)).toEqual([]);
  expect(undone).toEqual({ ref: MEAN, from: expect.stringMatching(CID), to: null });
  expect(await session.show('undo')).toMatchInlineSnapshot(`
    "$ dlake undo
    raw/geo/GSE2034 is back from 37b327ffa9 to e623c4b7cc"
  `);
  expect(await state(RAW)).toBe('modified');
  expect(readFileSync(join(session.lake, RAW, 'matrix.tsv'), 'utf8')).toContain('BRCA1');
  expect(await session.show('undo')).toMatchInlineSnapshot(`
    "$ dlake undo
    raw/geo/GSE2034 is back from e623c4b7cc to nothing"
  `);
  expect(await session.show('undo')).toMatchInlineSnapshot(`
    "$ dlake undo
    Error: There is nothing left to undo of what Ada Example <ada@example.org> did in this lake.
    Hint: What somebody else did is undone by name only: dlake undo REF
    (exit 1)"
  `);
  expect(await session.show('undo', RAW)).toMatchInlineSnapshot(`
    "$ dlake undo raw/geo/GSE2034
    Error: There is nothing left to undo in raw/geo/GSE2034.
    (exit 1)"
  `);
  expect(await session.show('show', RAW)).toMatchInlineSnapshot(`
    "$ dlake show raw/geo/GSE2034
    Error: There is no ref raw/geo/GSE2034 in this lake.
    (exit 1)"
  `);
  expect(await session.json(['log'])).toEqual([]);
});

test('what was undone can be committed again', async () => {
  const again = ['commit', RAW, '-m', 'Once more'];
  expect(await session.json(again)).toMatchObject({ version: 'v1', files: 2, added: 2 });
  expect(await session.json(['fsck'])).toEqual({ ok: true, problems: [] });
});

test('undo of what is no ref', async () => {
  expect(await session.show('undo', `${RAW}@v1`)).toMatchInlineSnapshot(`
    "$ dlake undo raw/geo/GSE2034@v1
    Error: raw/geo/GSE2034@v1 is not a ref: it goes on with a version or a path.
    Hint: A ref is LAYER/SOURCE/EXTERNAL_ID, as raw/geo/GSE2034.
    (exit 1)"
  `);
  expect(await session.show('undo', 'raw/geo/GSE9')).toMatchInlineSnapshot(`
    "$ dlake undo raw/geo/GSE9
    Error: There is no ref raw/geo/GSE9 in this lake.
    (exit 1)"
  `);
});

test('undo without a ref is of what I did, though somebody else came later', async () => {
  const [cwd, env] = ['lake', { DLAKE_AUTHOR: 'Bo <bo@example.org>', DLAKE_NOW: '2026-11-23T00:00:00Z' }];
  session.write('lake/raw/lab/hers/a', 'hers');
  await session.json(['commit', 'raw/lab/hers', '-m', 'Hers'], { cwd, env });
  await session.json(['annotate', RAW, '--meta', 'tissue=breast']);
  await session.json(['annotate', RAW, '--meta', 'tissue=liver'], { cwd, env });
  session.write('lake/raw/lab/mine/a', 'mine');
  await session.json(['commit', 'raw/lab/mine', '-m', 'Mine']);
  expect(await session.json(['undo'])).toMatchObject({ ref: 'raw/lab/mine' });
  expect(await session.dlake(['undo'])).toMatchObject({ code: 1 });
  expect(await session.json(['undo', 'raw/lab/hers'])).toMatchObject({ to: null });
  expect(await session.json(['undo'], { cwd, env })).toMatchObject({ ref: RAW });
  expect(await session.json(['undo'])).toMatchObject({ ref: RAW });
});
