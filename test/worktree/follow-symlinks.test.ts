import {
  lstatSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { resolveInput } from '../../src/worktree/resolve-input.ts';
import { restore } from '../../src/worktree/restore.ts';
import { contentOf, type TempWorktree, tempWorktree } from './temp-worktree.ts';

let tree: TempWorktree;
let outside: string;
beforeEach(async () => {
  tree = tempWorktree();
  outside = mkdtempSync(join(tmpdir(), 'dlake-followed-'));
  write('data', '1 data');
  write('more', '1 more');
  tree.write('own', '1 own');
  symlinkSync(outside, tree.at('linked'));
  symlinkSync(join(outside, 'data'), tree.at('file'));
  await tree.commit({ followSymlinks: true });
});
afterEach(async () => {
  rmSync(outside, { recursive: true });
  await tree.close();
});

const write = (path: string, text: string) => writeFileSync(join(outside, path), text);
const read = (path: string) => readFileSync(join(outside, path), 'utf8');
const isLink = (path: string) => lstatSync(tree.at(path)).isSymbolicLink();

/** A second version: other bytes behind the links. */
async function second(): Promise<void> {
  write('data', '2 data');
  await tree.commit();
}

test('a folder whose links were followed is clean, and an input like any other', async () => {
  for (let round = 0; round < 2; round++)
    expect(await tree.status()).toMatchObject({ state: 'clean', problems: [] });
  expect(await resolveInput(tree.lake, 'raw/lab/plates')).toEqual([(await tree.head()).id]);
  write('data', '2 data');
  expect(await tree.status()).toMatchObject({ state: 'modified', modified: ['file', 'linked/data'] });
  await tree.commit();
  tree.write('own', '2 own');
  write('more', '2 more');
  for (const path of ['own', 'linked/more'])
    await tree.commit({ place: { folder: tree.folder, paths: [path] }, update: true });
  expect(await tree.status()).toMatchObject({ state: 'clean', problems: [] });
});

test('a checkout of what is there keeps the links', async () => {
  tree.write('own', '2 own');
  const one = await tree.head();
  await tree.commit();
  expect(await tree.checkout(one)).toMatchObject({ written: 1, removed: 0 });
  expect([isLink('file'), isLink('linked')]).toEqual([true, true]);
  expect(await tree.status()).toMatchObject({ state: 'clean', problems: [] });
});

test('a checkout writes nothing behind a link; by force files take the places of links', async () => {
  const one = await tree.head();
  await second();
  await expect(tree.checkout(one)).rejects.toMatchObject({
    code: 'worktree-dirty',
    data: { paths: ['linked/data'] },
  });
  await tree.checkout(one, { force: true });
  expect(contentOf(tree.folder.path)).toEqual({
    file: '1 data',
    'linked/data': '1 data',
    'linked/more': '1 more',
    own: '1 own',
  });
  expect([read('data'), read('more')]).toEqual(['2 data', '1 more']);
  expect((await tree.status()).state).toBe('clean');
});

test('a checkout of a version without the links leaves what they lead to', async () => {
  const one = await tree.head();
  for (const link of ['linked', 'file']) unlinkSync(tree.at(link));
  await tree.commit();
  const two = await tree.head();
  await tree.checkout(one);
  rmSync(tree.at('linked'), { recursive: true });
  unlinkSync(tree.at('file'));
  symlinkSync(outside, tree.at('linked'));
  symlinkSync(join(outside, 'data'), tree.at('file'));
  await expect(tree.checkout(two)).rejects.toMatchObject({ code: 'worktree-dirty' });
  await tree.checkout(two, { force: true });
  expect(contentOf(tree.folder.path)).toEqual({ own: '1 own' });
  expect([read('data'), read('more')]).toEqual(['1 data', '1 more']);
});

test('a file takes the place of its link, and what the link led to stays', async () => {
  unlinkSync(tree.at('linked'));
  await tree.commit();
  const one = await tree.head();
  await second();
  await tree.checkout(one);
  expect([isLink('file'), read('data')]).toEqual([false, '2 data']);
  expect((await tree.status()).state).toBe('clean');
  unlinkSync(tree.at('file'));
  symlinkSync(join(outside, 'data'), tree.at('file'));
  expect(await restore(tree.lake, tree.folder, [''])).toEqual(['file']);
  expect([isLink('file'), read('data')]).toEqual([false, '2 data']);
});

test('a restore writes nothing behind a link', async () => {
  write('more', '2 more');
  await expect(restore(tree.lake, tree.folder, [''])).rejects.toMatchObject({
    code: 'worktree-in-the-way',
    data: { paths: ['linked/more'] },
  });
  expect(read('more')).toBe('2 more');
  expect(await restore(tree.lake, tree.folder, ['own', 'linked/data'])).toEqual([]);
});
