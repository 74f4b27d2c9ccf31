import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Session } from '../cli/run-dlake.ts';
import { RAW, smallLake } from './small-lake.ts';

let session: Session;
beforeAll(async () => {
  session = await smallLake({ DLAKE_CATALOG: 'inline' });
  session.write('lake/raw/lab/plate-7/new.csv', 'new\n');
  mkdirSync(join(session.lake, 'notes'));
});
afterAll(() => session[Symbol.asyncDispose]());

interface Status {
  readonly refs: readonly { readonly ref: string; readonly state: string }[];
}

const refsOf = async (cwd: string, ...args: readonly string[]): Promise<readonly string[]> =>
  (await session.json<Status>(['status', ...args], { cwd })).refs.map(({ ref }) => ref);

test.each([
  [`lake/${RAW}`, '.', [RAW]],
  [`lake/${RAW}/docs`, '.', [RAW]],
  [`lake/${RAW}/docs`, '..', [RAW]],
  [`lake/${RAW}`, 'matrix.tsv', [RAW]],
  ['lake', './raw/lab/plate-7', ['raw/lab/plate-7']],
  ['lake', 'raw/geo', [RAW]],
  ['lake/raw', 'lab', ['raw/lab/plate-7']],
  ['lake', 'raw', [RAW, 'raw/lab/plate-7']],
  ['lake/processed', RAW, [RAW]],
  ['lake/processed', 'geo/GSE2034', [RAW]],
])('in %s, status %s is of %j', async (cwd, typed, refs) => {
  mkdirSync(join(session.folder, cwd), { recursive: true });
  expect(await refsOf(cwd, typed)).toEqual(refs);
});

test('status . in the lake itself is of all of it', async () => {
  expect(await refsOf('lake', '.')).toEqual(await refsOf('lake'));
});

test.each([
  ['lake/notes', '.'],
  ['lake', '/'],
  ['lake', './absent'],
])('in %s, status %s names no dataset', async (cwd, typed) => {
  const { code, stderr } = await session.dlake(['status', typed, '--json'], { cwd });
  expect([code, JSON.parse(stderr)]).toMatchObject([1, { code: 'not-in-lake' }]);
});
