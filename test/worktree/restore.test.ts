import { mkdirSync, rmSync, symlinkSync, unlinkSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readBase } from '../../src/worktree/base.ts';
import { type RestoreOptions, restore } from '../../src/worktree/restore.ts';
import { contentOf, type TempWorktree, tempWorktree } from './temp-worktree.ts';

let tree: TempWorktree;
beforeEach(async () => {
  tree = tempWorktree();
  for (const path of ['a', 'dir/b', 'dir/c', 'dir-e']) tree.write(path, `1 ${path}`);
  symlinkSync('a', tree.at('link'));
  await tree.commit();
});
afterEach(() => tree.close());

const back = (paths: string[], options?: RestoreOptions) => restore(tree.lake, tree.folder, paths, options);

test('files come back from the base, whatever they are now; others stay', async () => {
  tree.write('a', 'mine');
  unlinkSync(tree.at('dir/b'));
  unlinkSync(tree.at('link'));
  tree.write('link', 'mine');
  tree.write('dir/c', 'mine');
  tree.write('dir/new', 'mine');
  expect(await back(['a', 'dir/b', 'link'])).toEqual(['a', 'dir/b', 'link']);
  expect(contentOf(tree.folder.path)).toEqual({
    a: '1 a',
    'dir-e': '1 dir-e',
    'dir/b': '1 dir/b',
    'dir/c': 'mine',
    'dir/new': 'mine',
    link: '-> a',
  });
  expect(await tree.status()).toMatchObject({ added: ['dir/new'], modified: ['dir/c'], deleted: [] });
});

test('a folder is all that is in it, and the empty path is everything', async () => {
  rmSync(tree.at('dir'), { recursive: true });
  expect(await back(['dir'])).toEqual(['dir/b', 'dir/c']);
  rmSync(tree.folder.path, { recursive: true });
  mkdirSync(tree.folder.path);
  expect(await back([''])).toHaveLength(5);
  expect((await tree.status()).state).toBe('clean');
});

test('files come from another version, too, and the base stays', async () => {
  const one = await tree.head();
  tree.write('a', '2 a');
  await tree.commit();
  const base = readBase(tree.folder);
  expect(await back(['a'], { from: { manifest: one.commit.manifest, revision: 'v1' } })).toEqual(['a']);
  expect(contentOf(tree.folder.path).a).toBe('1 a');
  expect(readBase(tree.folder)).toEqual(base);
  expect((await tree.status()).modified).toEqual(['a']);
});

test('a path that the version lacks is an error, and so is a folder without a base', async () => {
  await expect(back(['a', 'di'])).rejects.toMatchObject({ code: 'path-unknown', data: { path: 'di' } });
  rmSync(tree.folder.state, { recursive: true });
  await expect(back(['a'])).rejects.toMatchObject({ code: 'not-checked-out' });
});

test('what is where a folder must be is not removed', async () => {
  rmSync(tree.at('dir'), { recursive: true });
  tree.write('dir', 'mine');
  await expect(back(['dir/b'])).rejects.toMatchObject({
    code: 'worktree-in-the-way',
    data: { paths: ['dir'] },
  });
  expect(contentOf(tree.folder.path).dir).toBe('mine');
});

test('what a partial checkout left out comes only when it is named', async () => {
  rmSync(tree.folder.path, { recursive: true });
  await tree.checkout(await tree.head(), { only: ['a', 'dir/b'] });
  for (const path of ['a', 'dir/b']) unlinkSync(tree.at(path));
  expect(await back([''])).toEqual(['a', 'dir/b']);
  unlinkSync(tree.at('dir/b'));
  expect(await back(['dir'])).toEqual(['dir/b']);
  expect(await back(['dir/c'])).toEqual(['dir/c']);
  expect(await back(['dir-e', ''])).toEqual(['dir-e']);
});
