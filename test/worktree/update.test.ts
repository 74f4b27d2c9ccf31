import { mkdtempSync, rmSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { undo } from '../../src/lake/undo.ts';
import { resolveInput } from '../../src/worktree/resolve-input.ts';
import { restore } from '../../src/worktree/restore.ts';
import { verifyWorktree } from '../../src/worktree/verify-worktree.ts';
import { contentOf, type TempWorktree, tempWorktree } from './temp-worktree.ts';

let mine: TempWorktree;
let theirs: TempWorktree;
let elsewhere: string;
beforeEach(async () => {
  mine = tempWorktree();
  for (const path of ['a.csv', 'b.csv', 'dir/c.csv', 'dir/d.csv']) mine.write(path, `1 ${path}`);
  await mine.commit();
  // Another lake on the same store.
  elsewhere = mkdtempSync(join(tmpdir(), 'dlake-mate-'));
  theirs = tempWorktree({ ...mine.lake, root: elsewhere });
  await theirs.checkout(await mine.head());
});
afterEach(async () => {
  vi.restoreAllMocks();
  rmSync(elsewhere, { recursive: true });
  await mine.close();
});

const update = (tree: TempWorktree, ...paths: string[]) =>
  tree.commit({ place: { folder: tree.folder, paths }, update: true });

/** What the ref's version holds, as a new folder gets it. */
async function inRef(): Promise<Readonly<Record<string, string>>> {
  const fresh = tempWorktree({ ...mine.lake, root: mkdtempSync(join(elsewhere, 'fresh-')) });
  await fresh.checkout(await mine.head());
  return contentOf(fresh.folder.path);
}

const start = {
  'a.csv': '1 a.csv',
  'b.csv': '1 b.csv',
  'dir/c.csv': '1 dir/c.csv',
  'dir/d.csv': '1 dir/d.csv',
};

/** Their version, and then mine of a.csv: the ref has what the folder lacks. */
async function bothWent(): Promise<void> {
  theirs.write('theirs.csv', 'theirs');
  await theirs.commit();
  mine.write('a.csv', '2 mine');
  await update(mine, 'a.csv');
}

test('I am not in conflict with what my last update put there', async () => {
  await bothWent();
  expect((await mine.status()).state).toBe('clean');
  mine.write('a.csv', '3 mine');
  expect(await mine.status()).toMatchObject({ state: 'modified', modified: ['a.csv'] });
  await update(mine, 'a.csv');
  mine.write('new.csv', 'mine');
  await update(mine, '');
  mine.write('new.csv', 'mine again');
  await update(mine, 'new.csv');
  expect(await inRef()).toEqual({
    ...start,
    'a.csv': '3 mine',
    'new.csv': 'mine again',
    'theirs.csv': 'theirs',
  });
  await expect(mine.commit()).rejects.toMatchObject({ code: 'base-behind' });
  await mine.checkout(await mine.head());
  expect(contentOf(mine.folder.path)).toEqual(await inRef());
  expect((await mine.status()).base?.updates).toBeUndefined();
});

test('what only others changed stays as they have it, also below a folder of mine', async () => {
  theirs.write('dir/c.csv', '2 theirs');
  unlinkSync(theirs.at('b.csv'));
  await theirs.commit();
  mine.write('dir/d.csv', '2 mine');
  await update(mine, 'dir');
  await update(mine, '');
  expect(await inRef()).toEqual({ 'a.csv': '1 a.csv', 'dir/c.csv': '2 theirs', 'dir/d.csv': '2 mine' });
  await expect(update(mine, 'dir/c.csv')).rejects.toMatchObject({ data: { paths: ['dir/c.csv'] } });
});

test('what others made of my update is theirs', async () => {
  await bothWent();
  await theirs.checkout(await mine.head());
  theirs.write('a.csv', '3 theirs');
  await theirs.commit();
  await update(mine, '');
  expect((await inRef())['a.csv']).toBe('3 theirs');
  mine.write('a.csv', '3 mine');
  await expect(update(mine, '')).rejects.toMatchObject({
    code: 'update-conflict',
    data: { paths: ['a.csv'] },
  });
  mine.write('a.csv', '3 theirs');
  await update(mine, '');
  mine.write('a.csv', '4 mine');
  await update(mine, '');
  expect((await inRef())['a.csv']).toBe('4 mine');
});

test('an update that was taken back is unsaved work, and can be made again', async () => {
  await bothWent();
  await undo(mine.lake, mine.ref, { actor: 'Ada Lovelace <ada@example.org>' });
  expect((await mine.status()).modified).toEqual(['a.csv']);
  await expect(mine.checkout(await mine.head())).rejects.toMatchObject({ code: 'worktree-dirty' });
  await update(mine, 'a.csv');
  expect((await inRef())['a.csv']).toBe('2 mine');
});

test('a file is restored to what its update put there, and verified against it', async () => {
  await bothWent();
  mine.write('a.csv', 'broken');
  unlinkSync(mine.at('b.csv'));
  expect(await mine.status()).toMatchObject({ modified: ['a.csv'], deleted: ['b.csv'] });
  await restore(mine.lake, mine.folder, ['']);
  expect(contentOf(mine.folder.path)).toMatchObject({ 'a.csv': '2 mine', 'b.csv': '1 b.csv' });
  expect(await verifyWorktree(mine.lake, [])).toMatchObject({ ok: true });
});

test('a file that is back at the base, or gone, is unsaved work', async () => {
  await bothWent();
  mine.write('new.csv', 'mine');
  await update(mine, 'new.csv');
  mine.write('a.csv', '1 a.csv');
  unlinkSync(mine.at('new.csv'));
  for (let round = 0; round < 2; round++)
    expect(await mine.status()).toMatchObject({
      state: 'modified',
      modified: ['a.csv'],
      deleted: ['new.csv'],
    });
});

test('a folder with files of several versions is no version that data was derived from', async () => {
  await bothWent();
  await expect(resolveInput(mine.lake, 'raw/lab/plates')).rejects.toMatchObject({
    code: 'input-modified',
    data: { paths: ['a.csv'] },
  });
});

test('updates of one folder at once, by many, leave it up to date', async () => {
  const names = Array.from({ length: 12 }, (_, i) => `w${i}.csv`);
  for (const name of names) mine.write(name, '1');
  await Promise.all(names.map((name) => update(mine, name)));
  expect((await mine.status()).state).toBe('clean');
  for (const name of names) mine.write(name, '2');
  await Promise.all(names.map((name) => update(mine, name)));
  mine.write('last.csv', 'last');
  await update(mine, 'last.csv');
  const { base, state } = await mine.status();
  expect([base?.commit, base?.updates, state]).toEqual([(await mine.head()).id, undefined, 'clean']);
  expect(Object.keys(await inRef())).toHaveLength(4 + 12 + 1);
});

test.each(['before', 'after'] as const)(
  'an update that is killed %s the log has it is no conflict',
  async (when) => {
    await bothWent();
    mine.write('a.csv', '3 mine');
    const { logs } = mine.lake.store;
    const append = logs.append.bind(logs);
    vi.spyOn(logs, 'append').mockImplementationOnce(async (...entry) => {
      if (when === 'after') await append(...entry);
      throw new Error('killed');
    });
    await expect(update(mine, 'a.csv')).rejects.toThrow('killed');
    expect((await mine.status()).state).toBe(when === 'after' ? 'clean' : 'modified');
    mine.write('a.csv', '4 mine');
    await update(mine, 'a.csv');
    expect((await inRef())['a.csv']).toBe('4 mine');
    expect((await mine.status()).state).toBe('clean');
  },
);
