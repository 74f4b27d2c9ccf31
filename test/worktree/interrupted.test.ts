import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { CommitWithId } from '../../src/lake/read-commit.ts';
import { hexOf } from '../../src/records/ids.ts';
import { refText } from '../../src/records/ref.ts';
import { unfinishedCheckout } from '../../src/worktree/unfinished.ts';
import { folderLake } from './folder-lake.ts';
import { contentOf, type TempWorktree, tempWorktree } from './temp-worktree.ts';

const FILES = 300;
const LARGE = 5 * 1024 * 1024;

/** Files of a version: small ones, of which every third is the same in all, a large one, and some of its own. */
const filesOf = (version: number): Record<string, string> => {
  const files: Record<string, string> = { large: String(version).repeat(LARGE) };
  for (let i = 0; i < FILES; i++) files[`d${i % 20}/f${i}`] = i % 3 === 0 ? `same ${i}` : `${version} ${i}`;
  for (let i = 0; i < 50; i++) files[`only-${version}/f${i}`] = String(i);
  return files;
};

const commitVersion = async (tree: TempWorktree, version: number): Promise<CommitWithId> => {
  rmSync(tree.folder.path, { recursive: true, force: true });
  for (const [path, text] of Object.entries(filesOf(version))) tree.write(path, text);
  await tree.commit();
  return tree.head();
};

const start = async (tree: TempWorktree, { id }: CommitWithId): Promise<ChildProcess> => {
  const child = fork(new URL('./checkout-child.ts', import.meta.url), [
    tree.lake.root,
    refText(tree.ref),
    hexOf(id),
  ]);
  await once(child, 'message');
  return child;
};

test('a checkout that is killed at any moment leaves whole files, and the next one goes on', async () => {
  const tree = tempWorktree(await folderLake());
  const one = await commitVersion(tree, 1);
  const two = await commitVersion(tree, 2);
  const known = [filesOf(1), filesOf(2)];
  let interrupted = 0;
  for (let round = 0; round < 8; round++) {
    const target = round % 2 === 0 ? one : two;
    if (round % 4 === 2) rmSync(tree.folder.path, { recursive: true });
    const child = await start(tree, target);
    const ended = once(child, 'exit');
    // From before it touches anything to ever later.
    while (round > 0 && child.exitCode === null && unfinishedCheckout(tree.folder) === undefined)
      await setImmediate();
    for (let turn = 0; turn < round * 8; turn++) await setImmediate();
    child.kill('SIGKILL');
    await ended;
    const here = existsSync(tree.folder.path) ? contentOf(tree.folder.path) : {};
    for (const [path, text] of Object.entries(here)) {
      if (!known.some((files) => files[path] === text)) expect.unreachable(`torn: ${path}`);
    }
    if ((await tree.status()).unfinished !== undefined) {
      interrupted++;
      await expect(tree.commit()).rejects.toMatchObject({ code: 'checkout-unfinished' });
    }
    await tree.checkout(target);
    expect(contentOf(tree.folder.path)).toEqual(known[round % 2]);
    expect(await tree.status()).toMatchObject({ state: 'clean', unfinished: undefined });
  }
  expect(interrupted).toBeGreaterThan(0);
  await tree.close();
}, 300_000);

test("in hardlink mode files share the store's bytes, stay clean, and are replaced, not written through", async () => {
  const tree = tempWorktree(await folderLake());
  const one = await commitVersion(tree, 1);
  const two = await commitVersion(tree, 2);
  rmSync(tree.folder.path, { recursive: true });
  await tree.checkout(one, { linkMode: 'hardlink' });
  expect(statSync(tree.at('large')).nlink).toBe(2);
  expect((await tree.status()).state).toBe('clean');
  const elsewhere = tempWorktree(tree.lake, 'raw/lab/other');
  for (const [path, text] of Object.entries({ large: '1'.repeat(LARGE) })) elsewhere.write(path, text);
  await elsewhere.commit({ linkMode: 'hardlink' });
  expect((await tree.status()).state).toBe('clean');
  expect((await elsewhere.status()).state).toBe('clean');
  await tree.checkout(two);
  expect(readFileSync(elsewhere.at('large'), 'utf8')).toBe('1'.repeat(LARGE));
  await tree.checkout(one);
  expect(readFileSync(tree.at('large'), 'utf8')).toBe('1'.repeat(LARGE));
  expect(readdirSync(tree.folder.path)).not.toContain('.dlake');
  await tree.close();
}, 300_000);
