import { renameSync, symlinkSync, unlinkSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ownFolder } from '../../src/worktree/worktree-folder.ts';
import { type TempWorktree, tempWorktree } from './temp-worktree.ts';

let tree: TempWorktree;
beforeAll(async () => {
  tree = tempWorktree();
  // Enough for several pages.
  for (let i = 0; i < 1500; i++) tree.write(`d${i % 9}/f${i}`, String(i % 50));
  symlinkSync('d0/f0', tree.at('link'));
  await tree.commit();
});
afterAll(() => tree.close());

/** The manifest of a version that was made of these files alone, with no version before it. */
async function madeAnew(): Promise<string> {
  const ref = { ...tree.ref, externalId: 'anew' };
  const folder = { ...ownFolder(tree.lake.root, ref), path: tree.folder.path, own: false };
  return (await tree.commit({ place: { folder, paths: undefined } })).commit.manifest;
}

test.each<[string, () => void]>([
  ['one file', () => tree.write('d4/f1003', 'other')],
  ['one file back and another', () => [tree.write('d4/f1003', '3'), tree.write('d0/f9', 'other')]],
  ['a file more', () => tree.write('a', 'new')],
  ['a file less', () => unlinkSync(tree.at('d4/f1498'))],
  ['names', () => [renameSync(tree.at('d3/f3'), tree.at('z')), renameSync(tree.at('d5'), tree.at('e5'))]],
  ['a file for a symlink', () => [unlinkSync(tree.at('link')), tree.write('link', 'file')]],
  [
    'nearly all',
    () => {
      for (let i = 0; i < 1400; i++) tree.write(`d${i % 9}/f${i}`, 'other');
    },
  ],
])(
  'a commit after a change of %s records what one of everything would',
  async (_, change) => {
    change();
    const { commit } = await tree.commit();
    expect(commit.manifest).toBe(await madeAnew());
    expect((await tree.status()).state).toBe('clean');
  },
  60_000,
);
