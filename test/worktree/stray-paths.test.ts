import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { strayPaths } from '../../src/worktree/stray-paths.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'dlake-stray-'));
});
afterEach(() => rmSync(root, { recursive: true }));

test('files and folders that no ref names are strays; datasets, links and hidden files are not', () => {
  for (const folder of ['raw/geo/GSE1', 'raw/lab/my data', 'raw/LAB/x', 'curated/lab/é', 'elsewhere/x'])
    mkdirSync(join(root, folder), { recursive: true });
  for (const file of [
    'raw/notes.txt',
    'raw/geo/GSE1/a',
    'raw/geo/loose.csv',
    'raw/.gitkeep',
    'raw/geo/.DS_Store',
    'x',
  ])
    writeFileSync(join(root, file), '');
  symlinkSync('/tmp', join(root, 'raw/geo/GSE2'));
  expect(strayPaths(root)).toEqual([
    { path: 'raw/LAB', reason: 'its name must be in lower case' },
    { path: 'raw/notes.txt', reason: 'it is not in the folder of a dataset' },
    { path: 'raw/geo/loose.csv', reason: 'it is not in the folder of a dataset' },
    { path: 'raw/lab/my data', reason: 'its name may only have letters A-Z a-z, digits and . _ -' },
    { path: 'curated/lab/é', reason: 'its name may only have letters A-Z a-z, digits and . _ -' },
  ]);
});

test('a lake without layer folders has none', () => {
  expect(strayPaths(root)).toEqual([]);
});
