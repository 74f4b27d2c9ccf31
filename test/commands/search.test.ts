import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Session } from '../cli/run-dlake.ts';
import { brokenIds, CID, MEAN, RAW, smallLake } from './small-lake.ts';

let session: Session;
beforeAll(async () => {
  session = await smallLake();
  session.write('lake/raw/uniprot/Q13639/Q13639.txt', 'ID   5HT4R_HUMAN\n');
  await session.json([
    ...['commit', 'raw/uniprot/Q13639', '-m', 'The receptor whose breast cancer role is unclear'],
    ...['--name', 'Serotonin receptor 4', '--keyword', 'GPCR', '--meta', 'organism=human'],
  ]);
});
afterAll(() => session[Symbol.asyncDispose]());

async function found(...args: readonly string[]): Promise<string[]> {
  const { stdout } = await session.dlake(['search', '--json', ...args]);
  const hits: { readonly ref: string; readonly version: string }[] = JSON.parse(stdout);
  return hits.map(({ ref, version }) => `${ref}@${version}`);
}
const [Q, R2, M] = ['raw/uniprot/Q13639@v1', `${RAW}@v2`, `${MEAN}@v1`];

test('words, the best fit first', async () => {
  expect(await session.show('search', 'serotonin')).toMatchInlineSnapshot(`
    "$ dlake search serotonin
    raw/uniprot/Q13639@v1  Serotonin receptor 4"
  `);
  expect(await found('breast', 'cancer')).toEqual([Q]);
  expect(await found('GSE2034')).toEqual(expect.arrayContaining([R2, M]));
  expect(await found('2034')).toHaveLength(2);
  expect(await found('BRCA1')).toEqual([R2]);
  expect(await found('gpcr')).toEqual([Q]);
  expect(await found('serotonin', 'or', 'means')).toEqual(expect.arrayContaining([Q, M]));
  expect(await found('--', 'receptor', '-serotonin')).toEqual([]);
  expect(await found('"receptor serotonin"')).toEqual([]);
});

test('a word that is nearly right finds what it means', async () => {
  expect(await found('serotonine')).toEqual([Q]);
});

test('filters, alone or together with words', async () => {
  expect(await found('--source', 'uniprot')).toEqual([Q]);
  expect(await found('--layer', 'processed')).toEqual([M]);
  expect(await found('--keyword', 'GPCR', '--meta', 'organism=human')).toEqual([Q]);
  expect(await found('--keyword', 'GPCR', '--keyword', 'other')).toEqual([]);
  expect(await found('receptor', '--layer', 'curated')).toEqual([]);
  expect(await found('--since', '2026-11-22')).toEqual([Q, M]);
  expect(await found('-n', '1')).toHaveLength(1);
  expect(await found('--source', 'geo', '--history')).toEqual([M, R2, `${RAW}@v1`]);
  expect(await found()).toEqual([Q, M, R2]);
});

test('--json gives versions as log does, and how well they fit', async () => {
  const [hit] = await session.json<unknown[]>(['search', 'serotonin']);
  expect(brokenIds(hit)).toEqual([]);
  expect(hit).toEqual({
    id: expect.stringMatching(CID),
    ref: 'raw/uniprot/Q13639',
    dataset: 'uniprot/Q13639',
    layer: 'raw',
    version: 'v1',
    action: 'collection',
    parents: [],
    inputs: [],
    metadata: { source: 'uniprot', date: '2026-11-22', version: 'v1', organism: 'human' },
    name: 'Serotonin receptor 4',
    keywords: ['GPCR'],
    author: 'Ada Example <ada@example.org>',
    message: 'The receptor whose breast cancer role is unclear',
    committedAt: '2026-11-22T10:11:12.345Z',
    files: 1,
    bytes: 17,
    rank: expect.any(Number),
  });
});

test('nothing found is no error; what is asked wrongly is', async () => {
  expect(await session.dlake(['search', 'xylophone'])).toEqual({
    stdout: '',
    stderr: 'Nothing found.\n',
    code: 0,
  });
  expect(await session.json(['search', 'xylophone'])).toEqual([]);
  expect(await session.dlake(['search', "O'Brien; DROP TABLE commits; --", '"', '%', '\\'])).toMatchObject({
    code: 0,
  });
  expect(await session.show('search', '--layer', 'cooked')).toMatchInlineSnapshot(`
    "$ dlake search --layer cooked
    Error: Expected --layer=cooked to be one of: raw, processed, curated, archive
    Hint: See: dlake search --help
    (exit 2)"
  `);
  expect(await session.dlake(['search', '-n', '0'])).toMatchObject({ code: 2 });
  expect(await session.dlake(['search', '--meta', 'tissue'])).toMatchObject({ code: 2 });
  expect(await session.dlake(['search', '--since', 'x'])).toMatchObject({ code: 2 });
});
