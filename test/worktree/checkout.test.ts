import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readFile } from '../../src/lake/find-file.ts';
import type { CommitWithId } from '../../src/lake/read-commit.ts';
import { blobIdOf } from '../../src/records/ids.ts';
import { readBase } from '../../src/worktree/base.ts';
import { checkout } from '../../src/worktree/checkout.ts';
import { folderFor } from '../../src/worktree/worktree-folder.ts';
import { contentOf, type TempWorktree, tempWorktree } from './temp-worktree.ts';

let tree: TempWorktree;
beforeEach(() => {
  tree = tempWorktree();
});
afterEach(() => tree.close());

/** Makes the folder hold just this and commits it. */
const version = async (files: Readonly<Record<string, string>>): Promise<CommitWithId> => {
  rmSync(tree.folder.path, { recursive: true, force: true });
  for (const [path, text] of Object.entries(files)) {
    if (!text.startsWith('-> ')) tree.write(path, text);
    else {
      mkdirSync(dirname(tree.at(path)), { recursive: true });
      symlinkSync(text.slice(3), tree.at(path));
    }
  }
  await tree.commit();
  return tree.head();
};
const content = () => contentOf(tree.folder.path);
const state = async () => (await tree.status()).state;

describe('what is written', () => {
  test('a version comes back byte for byte, with x bits, symlinks, empty and oddly named files', async () => {
    const files = {
      'a/b/c': 'deep',
      empty: '',
      'line\nbreak "quoted"': 'odd',
      ['\u{1f9ec}'.repeat(63)]: 'long',
      link: '-> a/b/c',
      'a/up': '-> ../empty',
      'run.sh': '#!/bin/sh\n',
    };
    await version(files);
    chmodSync(tree.at('run.sh'), 0o755);
    await tree.commit();
    rmSync(tree.folder.path, { recursive: true });
    const done = await tree.checkout(await tree.head());
    expect(done).toMatchObject({ files: 7, written: 7, removed: 0 });
    expect(content()).toEqual(files);
    expect(lstatSync(tree.at('run.sh')).mode & 0o111).toBe(0o111 & ~process.umask());
    expect(lstatSync(tree.at('empty')).mode & 0o111).toBe(0);
    expect(await state()).toBe('clean');
    expect(readdirSync(tree.folder.path)).not.toContain('.dlake');
  });

  test('from version to version only what differs is written, and what went is removed with its folders', async () => {
    const one = await version({
      same: 's',
      changed: '1',
      'gone/deep/x': 'x',
      link: '-> same',
      'to-link': 'f',
    });
    const two = await version({ same: 's', changed: '2', new: 'n', link: '-> new', 'to-link': '-> same' });
    const before = lstatSync(tree.at('same'), { bigint: true });
    expect(await tree.checkout(one)).toMatchObject({ written: 4, removed: 1 });
    expect(content()).toEqual({
      same: 's',
      changed: '1',
      'gone/deep/x': 'x',
      link: '-> same',
      'to-link': 'f',
    });
    expect(readBase(tree.folder)?.commit).toBe(one.id);
    expect(await state()).toBe('clean');
    expect(await tree.checkout(two)).toMatchObject({ written: 4, removed: 1 });
    expect(existsSync(tree.at('gone'))).toBe(false);
    expect(lstatSync(tree.at('same'), { bigint: true })).toEqual(before);
    expect(await tree.checkout(two)).toMatchObject({ written: 0, removed: 0 });
  });

  test('a file becomes a folder and a folder a file', async () => {
    const one = await version({ a: 'file', 'b/c': 'below', 'b/d': 'below' });
    const two = await version({ 'a/x': 'below', b: 'file' });
    await tree.checkout(one);
    expect(content()).toEqual({ a: 'file', 'b/c': 'below', 'b/d': 'below' });
    await tree.checkout(two);
    expect(content()).toEqual({ 'a/x': 'below', b: 'file' });
  });

  test('a file that was deleted comes back; a file without its x bit gets it back', async () => {
    const one = await version({ a: '1', run: 'x' });
    chmodSync(tree.at('run'), 0o755);
    await tree.commit();
    const two = await tree.head();
    unlinkSync(tree.at('a'));
    chmodSync(tree.at('run'), 0o644);
    await tree.checkout(two);
    expect([content(), lstatSync(tree.at('run')).mode & 0o100]).toEqual([{ a: '1', run: 'x' }, 0o100]);
    expect(one.id).not.toBe(two.id);
  });

  test('empty folders give way, and folders without a base take what is there when it is the same', async () => {
    const one = await version({ a: '1', 'b/c': '2' });
    rmSync(join(tree.lake.root, '.dlake/state'), { recursive: true });
    unlinkSync(tree.at('a'));
    mkdirSync(tree.at('a/deep/er'), { recursive: true });
    expect(await tree.checkout(one)).toMatchObject({ files: 2, written: 1 });
    expect(content()).toEqual({ a: '1', 'b/c': '2' });
  });
});

describe('unsaved work', () => {
  test.each<[string, () => void, string[]]>([
    ['a modified file', () => tree.write('changed', 'mine'), ['changed']],
    ['a modified file of the same size', () => tree.write('changed', '9'), ['changed']],
    ['a modified file that the version lacks', () => tree.write('gone', 'mine'), ['gone']],
    ['a modified file that is the same in both', () => tree.write('same', 'mine'), ['same']],
    ['an untracked file where one comes', () => tree.write('new', 'mine'), ['new']],
    ['an untracked file where a folder comes', () => tree.write('dir', 'mine'), ['dir']],
    ['an untracked folder where a file comes', () => tree.write('new/mine', 'mine'), ['new/mine']],
    ['a symlink where a folder comes', () => symlinkSync('same', tree.at('dir')), ['dir']],
    ['a symlink out where a folder comes', () => symlinkSync('/tmp', tree.at('dir')), ['dir']],
    [
      'a file turned symlink',
      () => [unlinkSync(tree.at('changed')), symlinkSync('same', tree.at('changed'))],
      ['changed'],
    ],
    [
      'an ignored file where one comes',
      () => [writeFileSync(join(tree.lake.root, '.dlakeignore'), 'new\n'), tree.write('new', 'mine')],
      ['new'],
    ],
  ])('%s is refused by name, and nothing is touched', async (_, act, paths) => {
    const two = await version({ same: 's', changed: '2', new: 'n', 'dir/x': 'x' });
    const one = await version({ same: 's', changed: '1', gone: 'g' });
    act();
    const before = content();
    await expect(tree.checkout(two)).rejects.toMatchObject({ code: 'worktree-dirty', data: { paths } });
    expect(content()).toEqual(before);
    expect(readBase(tree.folder)?.commit).toBe(one.id);
    await tree.checkout(two, { force: true });
    expect(content()).toEqual({ same: 's', changed: '2', new: 'n', 'dir/x': 'x' });
    expect(await state()).toBe('clean');
  });

  test('an untracked file that is not in the way stays', async () => {
    const two = await version({ a: '2' });
    await version({ a: '1' });
    tree.write('mine/notes', 'mine');
    await tree.checkout(two);
    expect(content()).toEqual({ a: '2', 'mine/notes': 'mine' });
    expect((await tree.status()).added).toEqual(['mine/notes']);
  });

  test('a modified file that is what the version has is not unsaved work', async () => {
    const two = await version({ a: '2' });
    await version({ a: '1' });
    tree.write('a', '2');
    expect(await tree.checkout(two)).toMatchObject({ written: 0 });
  });
});

describe('parts', () => {
  const files = { 'a/1.csv': '1', 'a/2.txt': '2', 'b/3.csv': '3', 'top.csv': 't' };

  test.each<[string[], string[]]>([
    [['*.csv'], ['top.csv']],
    [['**/*.csv'], ['a/1.csv', 'b/3.csv', 'top.csv']],
    [['a'], ['a/1.csv', 'a/2.txt']],
    [['a/'], ['a/1.csv', 'a/2.txt']],
    [
      ['b/*', 'top.*'],
      ['b/3.csv', 'top.csv'],
    ],
  ])('--only %s', async (only, paths) => {
    const one = await version(files);
    rmSync(tree.folder.path, { recursive: true });
    await tree.checkout(one, { only });
    expect(Object.keys(content())).toEqual(paths);
    expect(await state()).toBe('clean');
  });

  test('a partial folder is clean, and a commit of it leaves the rest as it was', async () => {
    const one = await version(files);
    rmSync(tree.folder.path, { recursive: true });
    await tree.checkout(one, { only: ['a'] });
    tree.write('a/1.csv', 'other');
    unlinkSync(tree.at('a/2.txt'));
    tree.write('c/new', 'new');
    expect(await tree.status()).toMatchObject({
      added: ['c/new'],
      modified: ['a/1.csv'],
      deleted: ['a/2.txt'],
    });
    await tree.commit();
    expect(await state()).toBe('clean');
    await tree.checkout(await tree.head());
    expect(content()).toEqual({ 'a/1.csv': 'other', 'b/3.csv': '3', 'c/new': 'new', 'top.csv': 't' });
  });

  test('a file outside of the part is compared with the version when it is there', async () => {
    const one = await version(files);
    rmSync(tree.folder.path, { recursive: true });
    await tree.checkout(one, { only: ['a'] });
    tree.write('b/3.csv', '3');
    expect(await state()).toBe('clean');
    tree.write('b/3.csv', '4');
    expect((await tree.status()).modified).toEqual(['b/3.csv']);
    expect((await tree.status()).modified).toEqual(['b/3.csv']);
  });

  test('the part that is asked for is the part that is there', async () => {
    const one = await version(files);
    await tree.checkout(one, { only: ['a'] });
    expect(Object.keys(content())).toEqual(['a/1.csv', 'a/2.txt']);
    await tree.checkout(one, { only: ['b', 'top.csv'] });
    expect(Object.keys(content())).toEqual(['b/3.csv', 'top.csv']);
    await tree.checkout(one);
    expect(content()).toEqual(files);
  });
});

describe('other places', () => {
  test('a folder elsewhere gets the files and no base', async () => {
    const one = await version({ a: '1', 'b/c': '2' });
    const elsewhere = mkdtempSync(join(tmpdir(), 'dlake-to-'));
    const folder = folderFor(tree.lake.root, tree.ref, join(elsewhere, 'new/place'));
    await checkout(tree.lake, one, folder, {});
    expect(contentOf(folder.path)).toEqual({ a: '1', 'b/c': '2' });
    expect(readBase(folder)).toBeUndefined();
    expect(await checkout(tree.lake, one, folder, {})).toMatchObject({ written: 0 });
    writeFileSync(join(folder.path, 'a'), 'mine');
    await expect(checkout(tree.lake, one, folder, {})).rejects.toMatchObject({ code: 'worktree-dirty' });
    rmSync(elsewhere, { recursive: true });
  });

  test("the ref's own folder is known by any name", () => {
    mkdirSync(tree.folder.path, { recursive: true });
    symlinkSync(tree.folder.path, join(tree.lake.root, 'short'));
    expect(folderFor(tree.lake.root, tree.ref, join(tree.lake.root, 'short')).own).toBe(true);
    expect(folderFor(tree.lake.root, tree.ref, join(tree.lake.root, 'raw')).own).toBe(false);
  });
});

test('a version whose bytes are not all there is refused before anything is touched', async () => {
  const { commit, id } = await version({ a: 'two', b: 'b' });
  const other = tempWorktree();
  const session = await other.lake.store.session('raw');
  const page = await tree.lake.store.read('raw', commit.manifest);
  session.put(commit.manifest, page ?? Buffer.alloc(0));
  session.put(blobIdOf(Buffer.from('two')), Buffer.from('two'));
  await session.flush();
  other.write('a', 'one');
  await other.commit();
  await expect(other.checkout({ commit, id })).rejects.toMatchObject({
    code: 'object-missing',
    data: { id: blobIdOf(Buffer.from('b')), path: 'b' },
  });
  await expect(readFile(other.lake, { commit, id }, 'b')).rejects.toMatchObject({
    code: 'object-missing',
    data: { id: blobIdOf(Buffer.from('b')), path: 'b' },
  });
  expect(contentOf(other.folder.path)).toEqual({ a: 'one' });
  await other.close();
});

test('a symlink on the way that leads out of the folder is never gone through', async () => {
  const outside = mkdtempSync(join(tmpdir(), 'dlake-out-'));
  const one = await version({ 'dir/sub/file': 'mine', 'dir/link': '-> sub/file' });
  rmSync(tree.at('dir'), { recursive: true });
  symlinkSync(outside, tree.at('dir'));
  await expect(tree.checkout(one)).rejects.toMatchObject({
    code: 'worktree-dirty',
    data: { paths: ['dir'] },
  });
  await tree.checkout(one, { force: true });
  expect(readdirSync(outside)).toEqual([]);
  expect(readFileSync(tree.at('dir/sub/file'), 'utf8')).toBe('mine');
  rmSync(outside, { recursive: true });
});
