import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Session } from '../cli/run-dlake.ts';
import { MEAN, RAW, smallLake } from './small-lake.ts';

let session: Session;
beforeAll(async () => {
  session = await smallLake({ DLAKE_CATALOG: 'inline' });
});
afterAll(() => session[Symbol.asyncDispose]());

const matrix = (): string => readFileSync(join(session.lake, RAW, 'matrix.tsv'), 'utf8');

test('gives a broken file its bytes again, from anywhere in the lake', async () => {
  session.write(`lake/${RAW}/matrix.tsv`, 'broken\n');
  session.write(`lake/${RAW}/docs/README.txt`, 'broken, too\n');
  expect(await session.show('restore', `${RAW}/matrix.tsv`)).toMatchInlineSnapshot(`
    "$ dlake restore raw/geo/GSE2034/matrix.tsv
    restored raw/geo/GSE2034/matrix.tsv
    1 file restored"
  `);
  expect(matrix()).toContain('BRCA1');
  expect(await session.json(['status', RAW])).toMatchObject({ refs: [{ modified: ['docs/README.txt'] }] });
  expect(await session.json(['restore', 'README.txt'], { cwd: `lake/${RAW}/docs` })).toEqual({
    restored: [`${RAW}/docs/README.txt`],
  });
});

test('--from takes them from another version; what the base is stays', async () => {
  await session.json(['restore', `${RAW}/matrix.tsv`, '--from', `${RAW}@v1`]);
  expect(matrix()).not.toContain('BRCA1');
  expect(await session.json(['status', RAW])).toMatchObject({ refs: [{ modified: ['matrix.tsv'] }] });
});

test('a whole folder, or several at once; files that no version has stay', async () => {
  rmSync(join(session.lake, RAW, 'docs'), { recursive: true });
  session.write(`lake/${RAW}/mine`, 'mine\n');
  session.write(`lake/${MEAN}/mean.tsv`, 'broken\n');
  expect(await session.show('restore', RAW, MEAN)).toMatchInlineSnapshot(`
    "$ dlake restore raw/geo/GSE2034 processed/geo/GSE2034.mean
    restored raw/geo/GSE2034/docs/README.txt
    restored raw/geo/GSE2034/matrix.tsv
    restored processed/geo/GSE2034.mean/mean.tsv
    3 files restored"
  `);
  expect(await session.json(['status'])).toMatchObject({
    refs: [{ state: 'modified', added: ['mine'], modified: [], deleted: [] }, { state: 'clean' }],
  });
});

test('what can not be restored is an error', async () => {
  expect(await session.show('restore', `${RAW}/nope`)).toMatchInlineSnapshot(`
    "$ dlake restore raw/geo/GSE2034/nope
    Error: There is no nope in 37b327ffa9
    Hint: See what there is: dlake ls 37b327ffa9
    (exit 1)"
  `);
  expect(await session.show('restore', '/etc/hostname')).toMatchInlineSnapshot(`
    "$ dlake restore /etc/hostname
    Error: /etc/hostname is not in a dataset's folder of this lake.
    Hint: Name the folder of one dataset, as raw/geo/GSE2034, or say which one it is with --as LAYER/SOURCE/EXTERNAL_ID.
    (exit 1)"
  `);
  expect(await session.show('restore', `${RAW}/matrix.tsv`, '--from', MEAN)).toMatchInlineSnapshot(`
    "$ dlake restore raw/geo/GSE2034/matrix.tsv --from processed/geo/GSE2034.mean
    Error: processed/geo/GSE2034.mean is no version of raw/geo/GSE2034.
    (exit 2)"
  `);
  session.write('lake/raw/lab/new/x', 'x');
  expect(await session.show('restore', 'raw/lab/new')).toMatchInlineSnapshot(`
    "$ dlake restore raw/lab/new
    Error: raw/lab/new is not checked out.
    Hint: dlake checkout raw/lab/new
    (exit 1)"
  `);
  expect(await session.dlake(['restore'])).toMatchObject({ code: 2 });
});
