import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { undo } from '../../src/lake/undo.ts';
import { announceMove, moveBase } from '../../src/worktree/move-base.ts';
import { type TempWorktree, tempWorktree } from './temp-worktree.ts';

let tree: TempWorktree;
beforeEach(async () => {
  tree = tempWorktree();
  tree.write('a', '1');
  await tree.commit();
  tree.write('a', '2');
  await tree.commit();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await tree.close();
});

/** Lets the next move of a ref end its process right before or after the log has it. */
function killMove(when: 'before' | 'after'): void {
  const { logs } = tree.lake.store;
  const append = logs.append.bind(logs);
  vi.spyOn(logs, 'append').mockImplementationOnce(async (...entry) => {
    if (when === 'after') await append(...entry);
    throw new Error('killed');
  });
}

const undoLast = () =>
  undo(tree.lake, tree.ref, {
    actor: 'Ada Lovelace <ada@example.org>',
    announce: (next) => announceMove(tree.lake, tree.ref, next),
  });

describe('a folder stems from what its ref names, when the process that moved it was killed', () => {
  test.each(['before', 'after'] as const)('in a commit, %s the log has it', async (when) => {
    const { id } = await tree.head();
    tree.write('a', '3');
    killMove(when);
    await expect(tree.commit()).rejects.toThrow('killed');
    const head = await tree.head();
    expect(head.id === id).toBe(when === 'before');
    const status = await tree.status();
    expect([status.base?.commit, status.state]).toEqual([head.id, when === 'before' ? 'modified' : 'clean']);
    // Edits since then are a change of it, not of something that is behind.
    tree.write('b', 'more');
    const { commit } = await tree.commit();
    expect(commit.parents).toEqual([head.id]);
    expect((await tree.status()).state).toBe('clean');
  });

  test.each(['before', 'after'] as const)('in an undo, %s the log has it', async (when) => {
    const { id, commit } = await tree.head();
    killMove(when);
    await expect(undoLast()).rejects.toThrow('killed');
    const head = await tree.head();
    expect(head.id).toBe(when === 'before' ? id : commit.parents?.[0]);
    const status = await tree.status();
    expect([status.base?.commit, status.state]).toEqual([head.id, when === 'before' ? 'clean' : 'modified']);
  });

  test('and stays with what it stems from when somebody else moves the ref', async () => {
    const { id } = await tree.head();
    const other = tempWorktree(tree.lake, 'raw/lab/other');
    tree.write('a', '3');
    killMove('before');
    await expect(tree.commit()).rejects.toThrow('killed');
    other.write('a', '4');
    await other.commit({
      place: { folder: { ...other.folder, ref: tree.ref, own: false }, paths: undefined },
    });
    expect((await tree.status()).base?.commit).toBe(id);
    await expect(tree.commit()).rejects.toMatchObject({ code: 'base-behind' });
  });

  test('and once the move was told, nothing is left to come', async () => {
    const { commit } = await tree.head();
    const { from, to } = await undoLast();
    await moveBase(tree.lake, tree.ref, from, to);
    expect((await tree.status()).base?.commit).toBe(commit.parents?.[0]);
  });
});
