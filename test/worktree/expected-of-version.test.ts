import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readChecksums } from '../../src/checksums/read-checksums.ts';
import { listFiles } from '../../src/lake/list-files.ts';
import { readCommit } from '../../src/lake/read-commit.ts';
import type { CommitId } from '../../src/records/ids.ts';
import { parseRef } from '../../src/records/parse-ref.ts';
import { sha256Hex } from '../../src/records/sha256.ts';
import { commitFolder } from '../../src/worktree/commit-folder.ts';
import { ownFolder } from '../../src/worktree/worktree-folder.ts';
import { type TempLake, tempLake } from '../lake/temp-lake.ts';

let root: string;
let lake: TempLake;
let folder: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'dlake-expected-'));
  folder = join(root, 'raw/geo/GSE1');
  mkdirSync(folder, { recursive: true });
  lake = Object.assign(tempLake(), { root });
});
afterEach(async () => {
  await lake.close();
  rmSync(root, { recursive: true });
});

const put = (files: Readonly<Record<string, string>>) => {
  for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text);
};
const sums = (files: Readonly<Record<string, string>>) =>
  Object.entries(files)
    .map(([path, text]) => `${sha256Hex(text)}  ${path}\n`)
    .join('');

async function commit(options: { readonly sums?: string; readonly only?: readonly string[] } = {}) {
  const lists =
    options.sums === undefined
      ? []
      : [{ from: 'SHA256SUMS', rows: readChecksums(options.sums, 'SHA256SUMS').rows }];
  return commitFolder(lake, {
    place: { folder: ownFolder(root, parseRef('raw/geo/GSE1')), paths: options.only },
    facts: { action: 'collection', author: 'A <a@b>', message: 'm' },
    update: options.only !== undefined,
    allowDelete: false,
    allowEmpty: false,
    followSymlinks: false,
    linkMode: 'copy',
    checks: { lists, gzip: true, force: false },
  });
}

async function grades(id: CommitId) {
  const found: Record<string, string | undefined> = {};
  for await (const { entry, grade } of listFiles(lake, await readCommit(lake, id))) found[entry.path] = grade;
  return found;
}

it('keeps what was checked of a file as long as the file does not change', async () => {
  const files = { a: 'one', b: 'two' };
  put(files);
  const first = await commit({ sums: sums(files) });
  expect(first.commit.expected?.grades).toEqual({ 'verified-strong': 2 });
  put({ b: 'changed', c: 'new' });
  const second = await commit();
  expect(second.commit.expected?.grades).toEqual({ 'verified-strong': 1, unverified: 2 });
  expect(await grades(second.id)).toEqual({ a: 'verified-strong', b: 'unverified', c: 'unverified' });
});

it('counts the whole version when only some files are updated', async () => {
  const files = { a: 'one', b: 'two' };
  put(files);
  await commit({ sums: sums(files) });
  put({ c: 'three' });
  const updated = await commit({ sums: sums({ c: 'three' }), only: ['c'] });
  expect(updated.commit.expected?.grades).toEqual({ 'verified-strong': 3 });
});

it('records a better list of sums for files that did not change, once', async () => {
  put({ a: 'one' });
  const first = await commit();
  expect(first.commit.expected).toBeUndefined();
  const checked = await commit({ sums: sums({ a: 'one' }) });
  expect(checked).toMatchObject({
    unchanged: false,
    commit: { expected: { grades: { 'verified-strong': 1 } } },
  });
  expect((await commit({ sums: sums({ a: 'one' }) })).unchanged).toBe(true);
  expect((await commit()).unchanged).toBe(true);
});

it('refuses what is not as published, and records nothing', async () => {
  put({ a: 'one' });
  await expect(commit({ sums: sums({ a: 'other' }) })).rejects.toMatchObject({ code: 'checksum-mismatch' });
  expect((await commit()).commit.metadata.version).toBe('v1');
});
