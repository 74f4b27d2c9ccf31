import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fileSystemTime } from '../../src/worktree/file-system-time.ts';
import { readStatCache } from '../../src/worktree/stat-cache-file.ts';
import { status } from '../../src/worktree/status.ts';
import { type TempWorktree, tempWorktree } from './temp-worktree.ts';

let tree: TempWorktree;
beforeEach(() => {
  tree = tempWorktree();
});
afterEach(() => tree.close());

/** What a status says of files. */
const lists = async () => {
  const { state, added, modified, deleted } = await tree.status();
  return { state, added, modified, deleted };
};
const clean = { state: 'clean', added: [], modified: [], deleted: [] };

describe('states', () => {
  test('a folder without a base is untracked and lists what a commit would take', async () => {
    tree.write('b.txt', 'b');
    tree.write('a/x.txt', 'x');
    expect(await lists()).toEqual({ ...clean, state: 'untracked', added: ['a/x.txt', 'b.txt'] });
  });

  test('a ref without a folder is not checked out', async () => {
    tree.write('a', '1');
    await tree.commit();
    rmSync(tree.folder.path, { recursive: true });
    const [only, ...more] = await status(tree.lake, [tree.ref]);
    expect(more).toEqual([]);
    expect(only?.state).toBe('not-checked-out');
    expect(only?.base?.commit).toBe((await tree.head()).id);
  });

  test('all refs given and all folders found are listed, by layer, then by name', async () => {
    for (const path of ['raw/lab/b', 'raw/lab/a', 'archive/lab/a', 'processed/geo/GSE1']) {
      mkdirSync(join(tree.lake.root, path), { recursive: true });
      writeFileSync(join(tree.lake.root, path, 'f'), '');
    }
    mkdirSync(join(tree.lake.root, 'raw/lab/empty'), { recursive: true });
    const found = await status(tree.lake, [tree.ref]);
    expect(found.map(({ ref, state }) => [`${ref.layer}/${ref.source}/${ref.externalId}`, state])).toEqual([
      ['raw/lab/a', 'untracked'],
      ['raw/lab/b', 'untracked'],
      ['raw/lab/plates', 'not-checked-out'],
      ['processed/geo/GSE1', 'untracked'],
      ['archive/lab/a', 'untracked'],
    ]);
  });

  test('after a commit a folder is clean; then additions, changes and deletions show, in byte order', async () => {
    for (const path of ['a', 'dir/b', 'dir/c', 'é', 'z']) tree.write(path, path);
    await tree.commit();
    expect(await lists()).toEqual(clean);
    tree.write('dir/b', 'other');
    tree.write('dir-new', 'new');
    tree.write('\u{1f600}', 'new');
    tree.write('\uffee', 'new');
    unlinkSync(tree.at('z'));
    expect(await lists()).toEqual({
      state: 'modified',
      added: ['dir-new', '\uffee', '\u{1f600}'],
      modified: ['dir/b'],
      deleted: ['z'],
    });
    expect(await lists()).toEqual({
      state: 'modified',
      added: ['dir-new', '\uffee', '\u{1f600}'],
      modified: ['dir/b'],
      deleted: ['z'],
    });
    tree.write('dir/b', 'dir/b');
    tree.write('z', 'z');
    for (const path of ['dir-new', '\u{1f600}', '\uffee']) unlinkSync(tree.at(path));
    expect(await lists()).toEqual(clean);
  });

  test('an x bit, a symlink turned elsewhere and a file turned symlink are modifications', async () => {
    tree.write('run.sh', '#!/bin/sh\n');
    tree.write('file', 'file');
    tree.write('other', 'other');
    symlinkSync('file', tree.at('link'));
    await tree.commit();
    chmodSync(tree.at('run.sh'), 0o755);
    unlinkSync(tree.at('link'));
    symlinkSync('other', tree.at('link'));
    unlinkSync(tree.at('other'));
    symlinkSync('file', tree.at('other'));
    expect(await lists()).toEqual({ ...clean, state: 'modified', modified: ['link', 'other', 'run.sh'] });
  });

  test('what a commit would refuse is told', async () => {
    tree.write('a', 'a');
    await tree.commit();
    symlinkSync('/etc/passwd', tree.at('out'));
    const found = await tree.status();
    expect(found.state).toBe('modified');
    expect(found.problems.map(({ code, data }) => [code, data.path])).toEqual([['symlink-outside', 'out']]);
  });
});

describe('ignore rules', () => {
  const ignore = (lines: string) => writeFileSync(join(tree.lake.root, '.dlakeignore'), lines);

  test('a file of the base counts although it is ignored, and where nobody looks for new files', async () => {
    tree.write('a', 'a');
    tree.write('dir/x', 'x');
    await tree.commit();
    ignore('dir/\n');
    tree.write('dir/new', 'new');
    expect(await lists()).toEqual(clean);
    unlinkSync(tree.at('dir/x'));
    for (let round = 0; round < 2; round++) {
      expect(await lists()).toEqual({ ...clean, state: 'modified', deleted: ['dir/x'] });
    }
    tree.write('dir/x', 'x');
    expect(await lists()).toEqual(clean);
    tree.write('dir/x', 'y');
    expect(await lists()).toEqual({ ...clean, state: 'modified', modified: ['dir/x'] });
    await tree.commit();
    expect((await tree.head()).commit.files).toBe(2);
  });

  test('an edited ignore file counts at once, also one that ignores itself', async () => {
    tree.write('a', 'a');
    await tree.commit();
    ignore('*.log\n');
    tree.write('x.log', 'x');
    tree.write('.dlakeignore', '.dlakeignore\n*.tmp\n');
    tree.write('y.tmp', 'y');
    for (let round = 0; round < 2; round++) expect(await lists()).toEqual(clean);
    tree.write('.dlakeignore', '.dlakeignore\n*.tm\n');
    expect((await lists()).added).toEqual(['y.tmp']);
    expect((await lists()).added).toEqual(['y.tmp']);
    ignore('*.lo\n');
    expect((await lists()).added).toEqual(['x.log', 'y.tmp']);
  });

  test('an ignore file of the dataset lets in and keeps out as soon as it is edited', async () => {
    tree.write('a', 'a');
    tree.write('.dlakeignore', '*.log\n');
    tree.write('x.log', 'x');
    await tree.commit();
    await settle();
    expect(await lists()).toEqual(clean);
    tree.write('.dlakeignore', '*.tmp\n');
    const seen = { ...clean, state: 'modified', added: ['x.log'], modified: ['.dlakeignore'] };
    for (let round = 0; round < 2; round++) expect(await lists()).toEqual(seen);
    tree.write('.dlakeignore', '*.log\n');
    expect(await lists()).toEqual(clean);
  });

  test('a name that takes the place of an ignored one is seen', async () => {
    ignore('*.log\n');
    tree.write('a', 'a');
    tree.write('x.log', 'x');
    await tree.commit();
    await settle();
    expect(await lists()).toEqual(clean);
    renameSync(tree.at('x.log'), tree.at('x.txt'));
    expect((await lists()).added).toEqual(['x.txt']);
  });
});

describe('the stat cache', () => {
  /** The same size, and the mtime set back: only the ctime tells. */
  const sneak = (path: string, text: string) => {
    const { atime, mtime } = lstatSync(tree.at(path));
    writeFileSync(tree.at(path), text);
    utimesSync(tree.at(path), atime, mtime);
  };

  test('an edit that keeps size and mtime is seen', async () => {
    tree.write('a', 'one');
    utimesSync(tree.at('a'), 1, 1);
    await tree.commit();
    await settle();
    expect(await lists()).toEqual(clean);
    sneak('a', 'two');
    expect(await lists()).toEqual({ ...clean, state: 'modified', modified: ['a'] });
  });

  test('edits right before and after a commit or a status are seen', async () => {
    for (let round = 0; round < 40; round++) {
      tree.write('a', `one ${String(round).padStart(3, '0')}`);
      await tree.commit();
      sneak('a', `two ${String(round).padStart(3, '0')}`);
      expect((await lists()).modified).toEqual(['a']);
      sneak('a', `six ${String(round).padStart(3, '0')}`);
      expect((await lists()).modified).toEqual(['a']);
      sneak('a', `one ${String(round).padStart(3, '0')}`);
      expect(await lists()).toEqual(clean);
    }
  });

  test('a file put in the place of another is seen', async () => {
    tree.write('a', 'one');
    tree.write('b', 'two');
    await tree.commit();
    await settle();
    await tree.status();
    renameSync(tree.at('a'), tree.at('c'));
    renameSync(tree.at('b'), tree.at('a'));
    renameSync(tree.at('c'), tree.at('b'));
    expect(await lists()).toEqual({ ...clean, state: 'modified', modified: ['a', 'b'] });
  });

  test('an unchanged folder is told clean without its manifest, and without hashing', async () => {
    for (let i = 0; i < 50; i++) tree.write(`f${i}`, String(i));
    await settle();
    await tree.commit();
    const { store } = tree.lake;
    const lake = {
      ...tree.lake,
      store: { ...store, read: unwanted, session: unwanted } as unknown as typeof store,
    };
    const bare = tempWorktree(lake);
    expect((await bare.status()).state).toBe('clean');
    writeFileSync(tree.at('f7'), 'other');
    await settle();
    await tree.status();
    const again = await bare.status();
    expect(again.modified).toEqual(['f7']);
  });

  test.each([
    ['cut', (bytes: Buffer) => bytes.subarray(0, bytes.length - 9)],
    ['empty', () => Buffer.alloc(0)],
    ['with a flipped bit', (bytes: Buffer) => flipped(bytes)],
    ['of something else', () => Buffer.from('{"rows":1}')],
  ])('a cache that is %s is as no cache', async (_, damage) => {
    tree.write('a', 'one');
    await tree.commit();
    const path = join(tree.folder.state, 'files');
    writeFileSync(path, damage(readFileSync(path)));
    expect(readStatCache(tree.folder)).toBeUndefined();
    expect(await lists()).toEqual(clean);
    expect(readStatCache(tree.folder)?.table.paths).toEqual(['a']);
  });

  test('a folder that was moved to another lake root is hashed anew', async () => {
    tree.write('a', 'one');
    await tree.commit();
    const moved = `${tree.folder.path}-copy`;
    renameSync(tree.folder.path, moved);
    mkdirSync(dirname(tree.at('a')), { recursive: true });
    writeFileSync(tree.at('a'), 'two');
    expect((await lists()).modified).toEqual(['a']);
  });
});

test('a damaged base is an error, not no base', async () => {
  tree.write('a', 'one');
  await tree.commit();
  writeFileSync(join(tree.folder.state, 'base.json'), '{"v":1}');
  await expect(tree.status()).rejects.toMatchObject({ code: 'store-damaged' });
});

const unwanted = (): never => {
  throw new Error('this was not to be called');
};

function flipped(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  copy[copy.length >> 1]! ^= 1;
  return copy;
}

/** Waits for the file system's clock to tick, so that what is there counts as settled. */
async function settle(): Promise<void> {
  const before = fileSystemTime(tree.folder.state);
  while (fileSystemTime(tree.folder.state) === before) await setImmediate();
}
