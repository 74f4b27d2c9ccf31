import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Session } from '../cli/run-dlake.ts';
import { CID, MEAN, RAW, smallLake } from './small-lake.ts';

let session: Session;
beforeAll(async () => {
  session = await smallLake({ DLAKE_CATALOG: 'inline' });
});
afterAll(() => session[Symbol.asyncDispose]());

const filesIn = (folder: string): string[] =>
  readdirSync(join(session.folder, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(session.folder, folder, name)).isFile())
    .sort();
const text = (path: string): string => readFileSync(join(session.folder, path), 'utf8');

test('a version goes to the folder of its ref, and back', async () => {
  expect(await session.show('checkout', `${RAW}@v1`)).toMatchInlineSnapshot(`
    "$ dlake checkout raw/geo/GSE2034@v1
    raw/geo/GSE2034@v1 is in ~~/lake/raw/geo/GSE2034: 2 files, 1 written, 0 removed"
  `);
  expect(text(`lake/${RAW}/matrix.tsv`)).not.toContain('BRCA1');
  expect(await session.show('checkout', 'geo/GSE2034')).toMatchInlineSnapshot(`
    "$ dlake checkout geo/GSE2034
    raw/geo/GSE2034@v2 is in ~~/lake/raw/geo/GSE2034: 2 files, 1 written, 0 removed"
  `);
  expect(text(`lake/${RAW}/matrix.tsv`)).toContain('BRCA1');
});

test('--json says what was done', async () => {
  rmSync(join(session.lake, RAW), { recursive: true });
  expect(await session.json(['checkout', RAW])).toEqual({
    ref: RAW,
    commit: expect.stringMatching(CID),
    version: 'v2',
    to: `~~/lake/${RAW}`,
    files: 2,
    written: 2,
    removed: 0,
  });
});

test('--to writes elsewhere, and leaves the folder and its base alone', async () => {
  expect(await session.show('checkout', `${RAW}@v1`, '--to', '../scratch/v1')).toMatchInlineSnapshot(`
    "$ dlake checkout raw/geo/GSE2034@v1 --to ../scratch/v1
    raw/geo/GSE2034@v1 is in ~~/scratch/v1: 2 files, 2 written, 0 removed"
  `);
  expect(filesIn('scratch/v1')).toEqual(['docs/README.txt', 'matrix.tsv']);
  expect(await session.json(['checkout', `${RAW}@v1`, '--to', '../scratch/v1'])).toMatchObject({
    written: 0,
  });
  expect(await session.json(['status', RAW])).toMatchObject({ refs: [{ state: 'clean' }] });
});

test('unsaved work is listed and left alone, unless it is forced', async () => {
  session.write(`lake/${RAW}/matrix.tsv`, 'my work\n');
  session.write(`lake/${RAW}/notes`, 'my notes\n');
  expect(await session.show('checkout', `${RAW}@v1`)).toMatchInlineSnapshot(`
    "$ dlake checkout raw/geo/GSE2034@v1
    Error: The folder of raw/geo/GSE2034 has changes that are in no commit:
      matrix.tsv
    Hint: Commit them first; --force gives them up.
    (exit 1)"
  `);
  expect(text(`lake/${RAW}/matrix.tsv`)).toBe('my work\n');
  const { stderr } = await session.dlake(['checkout', `${RAW}@v1`, '--json']);
  expect(JSON.parse(stderr)).toMatchObject({
    code: 'worktree-dirty',
    data: { ref: RAW, paths: ['matrix.tsv'] },
  });
  await session.json(['checkout', RAW, '--force']);
  expect(text(`lake/${RAW}/matrix.tsv`)).toContain('BRCA1');
  // What no version has is in nobody's way.
  expect(text(`lake/${RAW}/notes`)).toBe('my notes\n');
  rmSync(join(session.lake, RAW, 'notes'));
});

test('--only takes a part; so does REV:PATH', async () => {
  expect(await session.show('checkout', RAW, '--only', '*.tsv')).toMatchInlineSnapshot(`
    "$ dlake checkout raw/geo/GSE2034 --only '*.tsv'
    raw/geo/GSE2034@v2 is in ~~/lake/raw/geo/GSE2034: 1 file, 0 written, 1 removed"
  `);
  expect(filesIn(`lake/${RAW}`)).toEqual(['matrix.tsv']);
  expect(await session.json(['status', RAW])).toMatchObject({ refs: [{ state: 'clean', partial: true }] });
  await session.json(['checkout', `${RAW}:docs`]);
  expect(filesIn(`lake/${RAW}`)).toEqual(['docs/README.txt']);
  await session.json(['checkout', RAW, '--only', '*.tsv', '--only', 'docs/**', '--to', '../both']);
  expect(filesIn('both')).toEqual(['docs/README.txt', 'matrix.tsv']);
  expect(await session.show('checkout', RAW, '--only', '*.csv')).toMatchInlineSnapshot(`
    "$ dlake checkout raw/geo/GSE2034 --only '*.csv'
    Error: There is no *.csv in raw/geo/GSE2034@v2
    Hint: See what there is: dlake ls raw/geo/GSE2034@v2
    (exit 1)"
  `);
  expect(await session.dlake(['checkout', `${RAW}:nope`])).toMatchObject({ code: 1 });
  expect(filesIn(`lake/${RAW}`)).toEqual(['docs/README.txt']);
  await session.json(['checkout', RAW]);
});

test('a path of odd letters is that path, not a pattern', async () => {
  session.write('lake/raw/lab/odd/a[1].txt', 'brackets');
  session.write('lake/raw/lab/odd/a1.txt', 'plain');
  await session.json(['commit', 'raw/lab/odd', '-m', 'x']);
  await session.json(['checkout', 'raw/lab/odd:a[1].txt', '--to', '../odd']);
  expect(filesIn('odd')).toEqual(['a[1].txt']);
});

test('--link-mode hardlink shares large files with the store', async () => {
  session.write('lake/raw/lab/big/zeros', '\0'.repeat(5_000_000));
  await session.json(['commit', 'raw/lab/big', '-m', 'x']);
  await session.json(['checkout', 'raw/lab/big', '--to', '../linked', '--link-mode', 'hardlink']);
  await session.json(['checkout', 'raw/lab/big', '--to', '../copied']);
  const [linked, copied] = ['linked', 'copied'].map((folder) =>
    statSync(join(session.folder, folder, 'zeros')),
  );
  expect([linked?.nlink, copied?.nlink]).toEqual([2, 1]);
  expect((linked?.mode ?? 0) & 0o222).toBe(0);
});

test('what names no version is an error, and makes no folder', async () => {
  expect(await session.show('checkout', 'processed/geo/GSE2034')).toMatchInlineSnapshot(`
    "$ dlake checkout processed/geo/GSE2034
    Error: There is no ref processed/geo/GSE2034 in this lake.
    Hint: Did you mean raw/geo/GSE2034, processed/geo/GSE2034.mean?
    (exit 1)"
  `);
  expect(existsSync(join(session.lake, 'processed/geo/GSE2034'))).toBe(false);
  expect(await session.dlake(['checkout', `${MEAN}@v2`])).toMatchObject({ code: 1 });
  expect(await session.dlake(['checkout'])).toMatchObject({ code: 2 });
});
