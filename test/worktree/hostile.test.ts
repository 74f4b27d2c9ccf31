import { existsSync, mkdirSync, readdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encode } from '@ipld/dag-cbor';
import { CID } from 'multiformats/cid';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { blobIdOf, cidText, manifestId } from '../../src/records/ids.ts';
import { sha256Hex } from '../../src/records/sha256.ts';
import { type TempWorktree, tempWorktree } from './temp-worktree.ts';

let tree: TempWorktree;
beforeEach(() => {
  tree = tempWorktree();
});
afterEach(() => tree.close());

const bytes = Buffer.from('owned');
const blob = CID.parse(cidText(blobIdOf(bytes)));
const file = (path: string) => [path, blob, bytes.length];

test.each<[string, unknown[]]>([
  ['a path up', [file('../owned')]],
  ['a path up from below', [file('a/../../owned')]],
  ['an absolute path', [file('/tmp/owned')]],
  ['a path into .dlake', [file('.dlake/config')]],
  ['a path into .dlake in other letters', [file('.DLake/config')]],
  ['a path with a dot', [file('./owned')]],
  ['an empty part', [file('a//owned')]],
  ['an empty path', [file('')]],
  ['a NUL', [file('a\0b')]],
  ['a symlink out', [['link', '../outside']]],
  ['an absolute symlink', [['link', '/etc']]],
  ['a symlink and a file below it', [['a', 'b'], file('a/owned')]],
  ['a file and a file below it', [file('a'), file('a/b')]],
  ['a file and a file below it, not neighbours', [file('a'), file('a-b'), file('a/b')]],
  ['two equal paths', [file('a'), file('a')]],
  ['paths out of order', [file('b'), file('a')]],
])('a manifest with %s is refused on checkout, and nothing is written', async (_, entries) => {
  tree.write('honest', 'honest');
  await tree.commit();
  const { id, commit } = await tree.head();
  const page = encode({ v: 1, type: 'page', level: 0, entries });
  const manifest = manifestId(sha256Hex(page));
  const session = await tree.lake.store.session('raw');
  session.put(manifest, page);
  session.put(blobIdOf(bytes), bytes);
  await session.flush();
  const files = entries.length;
  const hostile = { id, commit: { ...commit, manifest, files, bytes: files * bytes.length } };
  const around = readdirSync(join(tree.folder.path, '..'));
  await expect(tree.checkout(hostile, { force: true })).rejects.toMatchObject({ code: 'record-invalid' });
  expect(readdirSync(tree.folder.path)).toEqual(['honest']);
  expect(readdirSync(join(tree.folder.path, '..'))).toEqual(around);
  expect(existsSync('/tmp/owned')).toBe(false);
});

test('a manifest whose totals are not those of its commit is refused', async () => {
  tree.write('a', 'honest');
  await tree.commit();
  const { id, commit } = await tree.head();
  await expect(tree.checkout({ id, commit: { ...commit, files: 2 } })).rejects.toMatchObject({
    code: 'record-invalid',
  });
});

test('a path into a folder that is a symlink by now is refused', async () => {
  tree.write('dir/a', '1');
  await tree.commit();
  const one = await tree.head();
  tree.write('dir/a', '2');
  await tree.commit();
  const outside = join(tree.lake.root, 'outside');
  mkdirSync(outside);
  writeFileSync(join(outside, 'a'), '2');
  renameSync(tree.at('dir'), join(tree.lake.root, 'moved'));
  symlinkSync(outside, tree.at('dir'));
  await expect(tree.checkout(one)).rejects.toMatchObject({ code: 'worktree-dirty' });
  expect(readdirSync(outside)).toEqual(['a']);
});
