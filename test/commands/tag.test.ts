import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Session } from '../cli/run-dlake.ts';
import { brokenIds, CID, MEAN, RAW, smallLake } from './small-lake.ts';

let session: Session;
beforeAll(async () => {
  session = await smallLake({ DLAKE_CATALOG: 'inline' });
});
afterAll(() => session[Symbol.asyncDispose]());

test('names versions of several datasets together, and lists what it names', async () => {
  expect(await session.show('tag')).toBe('$ dlake tag');
  expect(await session.show('tag', 'fig3', `${RAW}@v1`, MEAN)).toMatchInlineSnapshot(`
    "$ dlake tag fig3 raw/geo/GSE2034@v1 processed/geo/GSE2034.mean
    fig3 names raw/geo/GSE2034@v1, processed/geo/GSE2034.mean@v1"
  `);
  expect(await session.show('tag', 'paper-2026', RAW)).toMatchInlineSnapshot(`
    "$ dlake tag paper-2026 raw/geo/GSE2034
    paper-2026 names raw/geo/GSE2034@v2"
  `);
  expect(await session.show('tag')).toMatchInlineSnapshot(`
    "$ dlake tag
    fig3  2026-11-22 10:11 UTC  processed/geo/GSE2034.mean@v1, raw/geo/GSE2034@v1
    paper-2026  2026-11-22 10:11 UTC  raw/geo/GSE2034@v2"
  `);
});

test('--json gives ids, who set it, when and why', async () => {
  const tags = await session.json<unknown[]>(['tag']);
  expect(brokenIds(tags)).toEqual([]);
  expect(tags[1]).toEqual({
    name: 'paper-2026',
    commits: [expect.stringMatching(CID)],
    actor: 'Ada Example <ada@example.org>',
    at: '2026-11-22T10:11:12.345Z',
    reason: null,
  });
  expect(await session.json(['tag', 'one', RAW, '-m', 'First'])).toMatchObject({
    name: 'one',
    reason: 'First',
  });
});

test('a tag is a revision', async () => {
  expect(await session.json(['show', 'paper-2026'])).toMatchObject({ ref: RAW, version: 'v2' });
  expect(await session.dlake(['cat', 'paper-2026:docs/README.txt'])).toMatchObject({ code: 0 });
  expect(await session.json(['verify', 'fig3'])).toMatchObject({ ok: true });
});

test('a tag that stands is moved with a reason only', async () => {
  expect(await session.json(['tag', 'one', RAW])).toMatchObject({ reason: 'First' });
  expect(await session.show('tag', 'one', `${RAW}@v1`)).toMatchInlineSnapshot(`
    "$ dlake tag one raw/geo/GSE2034@v1
    Error: tag one was refused: a tag that stands is moved only with a reason (-m).
    (exit 5)"
  `);
  expect(await session.json(['tag', 'one', `${RAW}@v1`, '-m', 'Of v1'])).toMatchObject({ reason: 'Of v1' });
});

test('a tag is taken away whole', async () => {
  expect(await session.show('tag', 'one', '--delete', '-m', 'Dropped')).toMatchInlineSnapshot(`
    "$ dlake tag one --delete -m Dropped
    The tag one is gone"
  `);
  expect(await session.show('tag', 'one', '--delete')).toMatchInlineSnapshot(`
    "$ dlake tag one --delete
    Error: There is no revision one in this lake.
    Hint: See what there is: dlake log
    (exit 1)"
  `);
  expect(await session.show('tag', 'fig3', RAW, '--delete')).toMatchInlineSnapshot(`
    "$ dlake tag fig3 raw/geo/GSE2034 --delete
    Error: --delete takes the whole tag away: give its name alone.
    Hint: See: dlake tag --help
    (exit 2)"
  `);
  expect(await session.json(['tag', 'paper-2026', '-d'])).toEqual({ name: 'paper-2026', deleted: true });
  expect(await session.json(['tag'])).toMatchObject([{ name: 'fig3' }]);
});

test('what can not be a tag, or be named by one', async () => {
  expect(await session.show('tag', 'fig3')).toMatchInlineSnapshot(`
    "$ dlake tag fig3
    Error: A tag names at least one version.
    Hint: See: dlake tag --help
    (exit 2)"
  `);
  expect(await session.show('tag', 'fig 4', RAW)).toMatchInlineSnapshot(`
    "$ dlake tag 'fig 4' raw/geo/GSE2034
    Error: The name of a tag may only have letters A-Z a-z, digits and . _ -: fig 4
    (exit 2)"
  `);
  expect(await session.dlake(['tag', 'fig4', 'geo/GSE9'])).toMatchObject({ code: 1 });
  expect(await session.dlake(['tag', 'fig4', `${RAW}:matrix.tsv`])).toMatchObject({ code: 2 });
  expect(await session.json(['tag'])).toHaveLength(1);
});
