import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { blobIdOf } from '../../src/records/ids.ts';
import type { ManifestEntry } from '../../src/records/manifest-entry.ts';
import type { Session } from '../../src/store/contract.ts';
import { readBase } from '../../src/worktree/base.ts';
import { type Snapshot, type SnapshotOptions, snapshot } from '../../src/worktree/snapshot.ts';
import { folderLake } from './folder-lake.ts';
import { type TempWorktree, tempWorktree } from './temp-worktree.ts';

let tree: TempWorktree;
let session: Session;
beforeEach(async () => {
  tree = tempWorktree();
  session = await tree.lake.store.session('raw');
});
afterEach(async () => {
  await session.close();
  await tree.close();
});

const take = (options: Partial<SnapshotOptions> = {}) =>
  snapshot(tree.lake, session, tree.folder, { base: readBase(tree.folder), ...options });
const entriesOf = async (taken: Snapshot, onto?: Parameters<Snapshot['entries']>[0]) => {
  const entries: ManifestEntry[] = [];
  for await (const batch of taken.entries(onto)) entries.push(...batch);
  return entries;
};
const pathsOf = async (taken: Snapshot, onto?: Parameters<Snapshot['entries']>[0]) =>
  (await entriesOf(taken, onto)).map(({ path }) => path);

test('a folder becomes entries in byte order, and its bytes are in the session', async () => {
  tree.write('b', 'bytes');
  tree.write('a/run', '#!', 0o755);
  tree.write('a-b', '');
  symlinkSync('b', tree.at('z'));
  expect(await entriesOf(await take())).toEqual([
    { path: 'a-b', blob: blobIdOf(Buffer.alloc(0)), size: 0 },
    { path: 'a/run', blob: blobIdOf(Buffer.from('#!')), size: 2, executable: true },
    { path: 'b', blob: blobIdOf(Buffer.from('bytes')), size: 5 },
    { path: 'z', target: 'b' },
  ]);
  expect(await session.flush()).toEqual({ objects: 3, bytes: 7 });
});

test("what a dataset can't have is refused by name, and nothing is recorded", async () => {
  tree.write('good', 'good');
  execFileSync('mkfifo', [tree.at('pipe')]);
  await expect(take()).rejects.toMatchObject({ code: 'file-kind', data: { path: 'pipe' } });
  unlinkSync(tree.at('pipe'));
  const name = Buffer.concat([Buffer.from(tree.at('bad-')), Buffer.from([0xff])]);
  writeFileSync(name, '');
  await expect(tree.commit()).rejects.toMatchObject({ code: 'path-not-utf8', data: { path: 'bad-\\xff' } });
  unlinkSync(name);
  symlinkSync('/etc/hosts', tree.at('out'));
  await expect(tree.commit()).rejects.toMatchObject({ code: 'symlink-outside', data: { path: 'out' } });
  await expect(tree.head()).rejects.toMatchObject({ code: 'ref-unknown' });
});

test('a file that goes while the folder is read is refused by name', async () => {
  tree.write('a', 'a');
  tree.write('b', 'b');
  const wants = () => {
    unlinkSync(tree.at('b'));
    return () => undefined;
  };
  await expect(take({ wants })).rejects.toMatchObject({ code: 'file-unreadable', data: { path: 'b' } });
});

test('a file that becomes a symlink while the folder is read is not followed', async () => {
  tree.write('a', 'a');
  const wants = () => {
    unlinkSync(tree.at('a'));
    symlinkSync('/etc/hosts', tree.at('a'));
    return () => undefined;
  };
  await expect(take({ wants })).rejects.toMatchObject({ data: { path: 'a' } });
});

test('other digests are taken of files that did not change, too', async () => {
  tree.write('a', 'a');
  await tree.commit();
  await tree.status();
  const taken = await take({ wants: () => () => ({ digests: ['md5'] }) });
  expect(taken.findings.get('a')?.digests).toEqual({ md5: createHash('md5').update('a').digest('hex') });
});

test('followed symlinks are files of the dataset', async () => {
  const outside = mkdtempSync(join(tmpdir(), 'dlake-followed-'));
  writeFileSync(join(outside, 'data'), 'outside');
  tree.write('own', 'own');
  symlinkSync(outside, tree.at('linked'));
  symlinkSync(join(outside, 'data'), tree.at('file'));
  const entries = await entriesOf(await take({ followSymlinks: true }));
  const blob = blobIdOf(Buffer.from('outside'));
  expect(entries).toEqual([
    { path: 'file', blob, size: 7 },
    { path: 'linked/data', blob, size: 7 },
    { path: 'own', blob: blobIdOf(Buffer.from('own')), size: 3 },
  ]);
  rmSync(outside, { recursive: true });
});

test('an update takes only its paths, on top of another manifest', async () => {
  for (const path of ['a', 'dir/x', 'dir/y', 'z']) tree.write(path, '1');
  await tree.commit();
  const { commit } = await tree.head();
  for (const path of ['a', 'dir/x', 'dir/new']) tree.write(path, '2');
  unlinkSync(tree.at('z'));
  unlinkSync(tree.at('dir/y'));
  const taken = await take({ update: ['dir'] });
  expect(taken.rows.map((row) => taken.survey.table.paths[row])).toEqual(['dir/new', 'dir/x']);
  expect(await pathsOf(taken, commit.manifest)).toEqual(['a', 'dir/new', 'dir/x', 'dir/y', 'z']);
  const [a, , x] = await entriesOf(taken, commit.manifest);
  expect([a, x]).toEqual([
    { path: 'a', blob: blobIdOf(Buffer.from('1')), size: 1 },
    { path: 'dir/x', blob: blobIdOf(Buffer.from('2')), size: 1 },
  ]);
  expect(await pathsOf(await take({ update: [''] }), commit.manifest)).toHaveLength(5);
});

test('bytes that the store lost are taken again although their file did not change', async () => {
  const folder = tempWorktree(await folderLake());
  folder.write('large', 'x'.repeat(5 * 1024 * 1024));
  folder.write('small', '1');
  await folder.commit();
  const blobs = join(folder.lake.root, '.dlake/store/raw/blobs');
  for (const name of readdirSync(blobs)) rmSync(join(blobs, name), { recursive: true });
  const lost = blobIdOf(Buffer.alloc(5 * 1024 * 1024, 'x'));
  expect([...(await folder.lake.store.missing('raw', [lost]))]).toEqual([lost]);
  folder.write('small', '2');
  await folder.commit();
  expect([...(await folder.lake.store.missing('raw', [lost]))]).toEqual([]);
  await folder.close();
});
