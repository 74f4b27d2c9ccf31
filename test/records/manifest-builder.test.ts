import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findInManifest } from '../../src/records/find-in-manifest.ts';
import { blobIdOf } from '../../src/records/ids.ts';
import { MAX_PAGE_ENTRIES } from '../../src/records/limits.ts';
import { ManifestBuilder } from '../../src/records/manifest-builder.ts';
import type { ManifestEntry } from '../../src/records/manifest-entry.ts';
import { decodePage, isLeaf } from '../../src/records/page.ts';
import { readManifest, readManifestPages } from '../../src/records/read-manifest.ts';
import { leadingZeroBits } from '../../src/records/sha256.ts';
import { compareUtf8, sortUtf8 } from '../../src/records/utf8-order.ts';
import { entryAt, fileSet, path } from './arbitraries.ts';
import { collect, Pages } from './manifests.ts';

const file = (at: string, size = 1): ManifestEntry => ({ path: at, blob: blobIdOf(Buffer.from(at)), size });
const numbered = (count: number, from = 0): ManifestEntry[] =>
  Array.from({ length: count }, (_, i) => file(`run/${String(from + i).padStart(8, '0')}.tsv`, i));

test('what was built is read back, in order', async () => {
  await fc.assert(
    fc.asyncProperty(fileSet(), async (entries) => {
      const pages = new Pages();
      const { root, files, bytes } = pages.build(entries);
      expect(await collect(readManifest(root, pages.readPage))).toEqual(entries);
      expect(files).toBe(entries.length);
      expect(bytes).toBe(entries.reduce((sum, entry) => sum + ('size' in entry ? entry.size : 0), 0));
    }),
    { numRuns: 200 },
  );
});

test('the id depends on the file set alone, not on the order in which files came or went', async () => {
  await fc.assert(
    fc.asyncProperty(fileSet(), fc.array(fc.nat()), async (entries, order) => {
      const set = new Map<string, ManifestEntry>();
      const shuffled = [...entries].sort(
        (a, b) =>
          (order[a.path.length % (order.length || 1)] ?? 0) -
          (order[b.path.length % (order.length || 1)] ?? 0),
      );
      for (const entry of shuffled) {
        set.set(`${entry.path}~gone`, file(`${entry.path}~gone`));
        set.set(entry.path, file(entry.path, 99));
        set.set(entry.path, entry);
      }
      for (const entry of entries) set.delete(`${entry.path}~gone`);
      const again = sortUtf8(set.keys()).map((at) => set.get(at) as ManifestEntry);
      expect(new Pages().build(again).root).toBe(new Pages().build(entries).root);
    }),
    { numRuns: 100 },
  );
});

test('two file sets that differ in one entry have two ids', async () => {
  await fc.assert(
    fc.asyncProperty(
      path().chain((at) => fc.tuple(entryAt(at), entryAt(at))),
      async ([a, b]) => {
        const same = JSON.stringify(a) === JSON.stringify(b);
        expect(new Pages().build([a]).root === new Pages().build([b]).root).toBe(same);
      },
    ),
  );
});

test('pages close where the hash of a path begins with 9 zero bits per level, or are full', async () => {
  const pages = new Pages();
  const { root } = pages.build(numbered(300_000));
  const byLevel = new Map<number, number>();
  for (const bytes of pages.bytes.values()) {
    const page = decodePage(bytes);
    byLevel.set(page.level, (byLevel.get(page.level) ?? 0) + 1);
    const paths = isLeaf(page)
      ? page.entries.map((entry) => entry.path)
      : page.entries.map((child) => child.last);
    const bits = 9 * (page.level + 1);
    expect(paths.length).toBeLessThanOrEqual(MAX_PAGE_ENTRIES);
    expect(paths.slice(0, -1).every((at) => leadingZeroBits(at) < bits)).toBe(true);
  }
  expect(byLevel.get(0)).toBeGreaterThan(400);
  expect(byLevel.get(0)).toBeLessThan(800);
  expect(decodePage(pages.bytes.get(root) as Uint8Array).level).toBeGreaterThan(0);
});

test('one changed file in a million rewrites its own page and those above it', () => {
  const blob = blobIdOf(Buffer.from('the same'));
  const paths = Array.from({ length: 1_000_000 }, (_, i) => `run/${String(i).padStart(8, '0')}.tsv`);
  const zeros = paths.map(leadingZeroBits);
  const changed = 654_321;
  const idsOf = (size: number, added?: string): Map<string, number> => {
    const ids = new Map<string, number>();
    const builder = new ManifestBuilder(({ id, level }) => ids.set(id, level));
    for (const [i, at] of paths.entries()) {
      builder.add({ path: at, blob, size: i === changed ? size : 1 }, zeros[i]);
      if (i === changed && added !== undefined) builder.add({ path: added, blob, size: 1 });
    }
    builder.finish();
    return ids;
  };
  const before = idsOf(1);
  const rewritten = [...idsOf(2)].filter(([id]) => !before.has(id)).map(([, level]) => level);
  expect(rewritten).toEqual([0, 1, 2]);
  expect(before.size).toBeGreaterThan(1_000);
  const afterInsert = [...idsOf(1, `${paths[changed]}.new`).keys()].filter((id) => !before.has(id));
  expect(afterInsert.length).toBeLessThanOrEqual(6);
});

test('paths whose hashes never cut leave full pages, not larger ones', async () => {
  const never = numbered(40_000).filter((entry) => leadingZeroBits(entry.path) < 9);
  const pages = new Pages();
  const { root } = pages.build(never);
  const leaves = (await collect(readManifestPages(root, pages.readPage))).map((page) => page.length);
  expect(leaves.slice(0, -1).every((count) => count === MAX_PAGE_ENTRIES)).toBe(true);
  expect(leaves.reduce((sum, count) => sum + count, 0)).toBe(never.length);
});

test('paths whose hashes all cut make pages of one entry, and a tree that still ends', async () => {
  const always = numbered(150_000).filter((entry) => leadingZeroBits(entry.path) >= 9);
  expect(always.length).toBeGreaterThan(200);
  const pages = new Pages();
  const { root } = pages.build(always);
  const leaves = await collect(readManifestPages(root, pages.readPage));
  expect(leaves.every((page) => page.length === 1)).toBe(true);
  expect(leaves).toHaveLength(always.length);
  expect(pages.bytes.size).toBeLessThan(2 * always.length);
});

test('a version without files is one page without entries', () => {
  const pages = new Pages();
  const { root, files } = pages.build([]);
  expect(files).toBe(0);
  expect(decodePage(pages.bytes.get(root) as Uint8Array)).toEqual({ level: 0, entries: [] });
});

test('a root has no single child', async () => {
  for (const count of [1, 2, 500, 4096, 4097, 9000]) {
    const pages = new Pages();
    const { root } = pages.build(numbered(count));
    const page = decodePage(pages.bytes.get(root) as Uint8Array);
    expect(isLeaf(page) || page.entries.length > 1, `${count} files`).toBe(true);
  }
});

test.each([
  ['a path twice', ['a', 'a']],
  ['paths out of order', ['b', 'a']],
  ['paths out of order', ['\u{10000}', '\uffff']],
  ['paths out of order', ['a/b', 'a']],
  ['a path below another that is no folder', ['a', 'a/b']],
  ['a path below another that is no folder', ['a', 'a-b', 'a.c', 'a/b']],
  ['a path below another that is no folder', ['x/a', 'x/a!', 'x/a!b', 'x/a-', 'x/a/b/c']],
  ['a path has no part ..', ['a/../b']],
  ['a path is relative', ['/a']],
  ['a path does not lead into .dlake', ['a/.DLake/config']],
])('%s is refused', (reason, list) => {
  expect(() => new Pages().build(list.map((at) => file(at)))).toThrow(
    expect.objectContaining({ code: 'path-invalid', data: expect.objectContaining({ reason }) }),
  );
});

test('a link that may lead out is refused', () => {
  expect(() => new Pages().build([{ path: 'a/b', target: '../../x' }])).toThrow(
    expect.objectContaining({ code: 'symlink-outside' }),
  );
});

test('each path is found, and no other', async () => {
  await fc.assert(
    fc.asyncProperty(fileSet(), path(), async (entries, other) => {
      const pages = new Pages();
      const { root } = pages.build(entries);
      for (const entry of entries)
        expect(await findInManifest(root, entry.path, pages.readPage)).toEqual(entry);
      const expected = entries.find((entry) => entry.path === other);
      expect(await findInManifest(root, other, pages.readPage)).toEqual(expected);
    }),
    { numRuns: 50 },
  );
});

test('finding a path reads one page of each level', async () => {
  const pages = new Pages();
  const entries = numbered(100_000).sort((a, b) => compareUtf8(a.path, b.path));
  const { root } = pages.build(entries);
  expect(await findInManifest(root, 'run/00077777.tsv', pages.readPage)).toEqual(entries[77_777]);
  expect(pages.read).toBeLessThanOrEqual(3);
});
