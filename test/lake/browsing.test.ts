import { afterEach, beforeEach, expect, test } from 'vitest';
import { LakeFollower } from '../../src/lake/lake-follower.ts';
import { listDatasets } from '../../src/lake/list-datasets.ts';
import { type ListedEntry, listFolder } from '../../src/lake/list-folder.ts';
import type { CommitWithId } from '../../src/lake/read-commit.ts';
import { removeRef } from '../../src/lake/remove-ref.ts';
import { parseRef } from '../../src/records/parse-ref.ts';
import { commitFiles, type TempLake, tempLake } from './temp-lake.ts';

let lake: TempLake;
beforeEach(() => {
  lake = tempLake();
});
afterEach(() => lake.close());

const ACTOR = 'Rosalind Franklin <rosalind@kcl.example>';

async function committed(
  ref: string,
  files: Readonly<Record<string, string>>,
  inputs: readonly CommitWithId[] = [],
): Promise<CommitWithId> {
  return commitFiles(lake, ref, files, inputs.length === 0 ? {} : { inputs: inputs.map(({ id }) => id) });
}

/** All that lies in a folder, taken `limit` entries at a time. */
async function all(version: CommitWithId, folder: string, limit: number): Promise<string[]> {
  const names: string[] = [];
  for (let after: ListedEntry | undefined; ; ) {
    const { entries, complete } = await listFolder(lake, version, folder, { after, limit });
    names.push(...entries.map(({ path, kind }) => (kind === 'folder' ? `${path}/` : path)));
    if (complete) return names;
    expect(entries.length).toBe(limit);
    after = entries.at(-1);
  }
}

test.each([1, 2, 3, 1000])(
  'a folder is listed %i entries at a time, and what is below it is not',
  async (limit) => {
    const paths = ['a-b', 'a.b', 'a/x', 'a/y/z', 'a/y/z2', 'a0', 'b/1', 'b/2', 'c'];
    const version = await committed('raw/lab/plate', Object.fromEntries(paths.map((path) => [path, path])));
    expect(await all(version, '', limit)).toEqual(['a-b', 'a.b', 'a/', 'a0', 'b/', 'c']);
    expect(await all(version, 'a', limit)).toEqual(['a/x', 'a/y/']);
    expect(await all(version, 'a/y', limit)).toEqual(['a/y/z', 'a/y/z2']);
    expect(await all(version, 'nowhere', limit)).toEqual([]);
  },
);

test('folders of many pages are stepped over', async () => {
  const files = Object.fromEntries(
    ['m', 'n', 'z'].flatMap((folder) =>
      Array.from({ length: 3000 }, (_, at) => [`${folder}/${String(at).padStart(5, '0')}`, '']),
    ),
  );
  const version = await committed('raw/lab/many', { ...files, 'n.txt': '', top: '' });
  expect(await all(version, '', 2)).toEqual(['m/', 'n.txt', 'n/', 'top', 'z/']);
  expect((await all(version, 'n', 700)).length).toBe(3000);
});

test('datasets come by layer, those that ended not', async () => {
  const plate = await committed('raw/lab/plate', { a: '1' });
  await committed('raw/geo/GSE1', { a: '2' });
  const mean = await committed('processed/lab/plate.mean', { a: '3' }, [plate]);
  await committed('processed/lab/gone', { a: '4' }, [plate]);
  await removeRef(lake, parseRef('processed/lab/gone'), ACTOR, 'no use');
  const found = [];
  for await (const batch of listDatasets(lake)) found.push(...batch);
  expect(found.map(({ layer, dataset }) => `${layer}/${dataset}`)).toEqual([
    'raw/geo/GSE1',
    'raw/lab/plate',
    'processed/lab/plate.mean',
  ]);
  expect(found[2]).toMatchObject({ head: mean.id, version: 'v1', bytes: 1 });
});

test('a follower tells of what others do, once', async () => {
  await committed('raw/lab/one', { a: '1' });
  const follower = new LakeFollower(lake);
  expect(await follower.hasNews()).toBe(false);
  await committed('raw/lab/two', { a: '2' });
  expect(await follower.hasNews()).toBe(true);
  expect(await follower.hasNews()).toBe(false);
});
