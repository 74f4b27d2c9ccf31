import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ManifestChange } from '../../src/records/diff-manifests.ts';
import { blobIdOf, type ManifestId } from '../../src/records/ids.ts';
import type { ManifestEntry } from '../../src/records/manifest-entry.ts';
import { readManifest } from '../../src/records/read-manifest.ts';
import { rebuildManifest } from '../../src/records/rebuild-manifest.ts';
import { leadingZeroBits } from '../../src/records/sha256.ts';
import { sortUtf8 } from '../../src/records/utf8-order.ts';
import { collect, Pages } from './manifests.ts';

const BLOBS = Array.from({ length: 8 }, (_, i) => blobIdOf(Buffer.from(String(i))));
const entry = (path: string, blob: number): ManifestEntry =>
  blob === 7 ? { path, target: 'x' } : { path, blob: BLOBS[blob] ?? BLOBS[0]!, size: blob };
/** Names of which some end a page. */
const name = (i: number) => `d${i % 7}/f${i}`;

const sorted = (content: ReadonlyMap<string, ManifestEntry>): ManifestEntry[] =>
  sortUtf8(content.keys()).map((path) => content.get(path)!);

/** Rebuilds one manifest as another and checks that it is the other, and all there. */
async function check(before: ReadonlyMap<string, ManifestEntry>, after: ReadonlyMap<string, ManifestEntry>) {
  const pages = new Pages();
  const base = pages.build(sorted(before));
  const changes: ManifestChange[] = sortUtf8(new Set([...before.keys(), ...after.keys()])).flatMap((path) => {
    const [was, is] = [before.get(path), after.get(path)];
    if (was === is) return [];
    return [{ path, ...(was && { before: was }), ...(is && { after: is }) }];
  });
  let emitted = 0;
  pages.read = 0;
  const kept = new Map<ManifestId, Uint8Array>();
  const made = new Pages();
  const rebuilt = await rebuildManifest(
    base.root,
    changes,
    pages.readPage,
    (page) => {
      emitted += 1;
      made.bytes.set(page.id, page.bytes);
    },
    (page) => kept.set(page, pages.bytes.get(page) ?? Buffer.alloc(0)),
  );
  for (const [page, bytes] of kept) made.bytes.set(page, bytes);
  const { read } = pages;
  expect(rebuilt).toEqual(new Pages().build(sorted(after)));
  // What was made and what was kept are all its pages.
  expect(await collect(readManifest(rebuilt.root, made.readPage))).toEqual(sorted(after));
  return { read, emitted };
}

const content = (count: number) =>
  new Map(Array.from({ length: count }, (_, i) => [name(i), entry(name(i), i % 8)]));

test('what changed is rebuilt, whatever it is, and the rest is as a builder makes it', async () => {
  const indexes = fc.array(fc.nat(5200), { maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(fc.nat(5000), indexes, indexes, indexes, async (count, removed, changed, added) => {
      const before = content(count);
      const after = new Map(before);
      for (const i of removed) after.delete(name(i));
      for (const i of changed) if (after.has(name(i))) after.set(name(i), entry(name(i), (i + 1) % 8));
      for (const i of added) after.set(`${name(i)}+`, entry(`${name(i)}+`, i % 8));
      await check(before, after);
    }),
    { numRuns: 60 },
  );
});

const CUTS = Array.from({ length: 5000 }, (_, i) => name(i)).filter((path) => leadingZeroBits(path) >= 9);

test.each<[string, (content: Map<string, ManifestEntry>) => void]>([
  ['nothing', () => {}],
  ['all that there is', (after) => after.clear()],
  ['the paths that end pages', (after) => CUTS.forEach((path) => void after.delete(path))],
  [
    'all but the paths that end pages',
    (after) => {
      for (const path of after.keys()) if (!CUTS.includes(path)) after.delete(path);
    },
  ],
  [
    'the last page',
    (after) => {
      const end = CUTS.toSorted().at(-1)!;
      for (const path of after.keys()) if (path > end) after.delete(path);
    },
  ],
  [
    'the first path and the last',
    (after) => {
      after.set('a', entry('a', 1));
      after.set('z', entry('z', 1));
    },
  ],
])('%s changes', async (_, change) => {
  const before = content(5000);
  const after = new Map(before);
  change(after);
  await check(before, after);
  await check(after, before);
});

test('pages that hold the most entries are cut where they were', async () => {
  // Paths that no hash cuts: pages close because they are full.
  const paths = Array.from({ length: 30_000 }, (_, i) => `f${String(i).padStart(6, '0')}`).filter(
    (path) => leadingZeroBits(path) < 9,
  );
  const before = new Map(paths.map((path) => [path, entry(path, 1)]));
  for (const change of [[paths[3]!], [paths[12_000]!], ['f012345+'], [paths.at(-1)!]]) {
    const after = new Map(before);
    for (const path of change) {
      if (after.has(path)) after.delete(path);
      else after.set(path, entry(path, 2));
    }
    await check(before, after);
  }
});

test('one change in many files reads and writes a page of each level', async () => {
  const before = content(50_000);
  const after = new Map(before);
  after.set(name(25_000), entry(name(25_000), 3));
  const { read, emitted } = await check(before, after);
  // The last page is always read: it may not be closed.
  expect([read, emitted]).toEqual([3, 3]);
});

test('a path below another is refused where it is seen, and out of order', async () => {
  const pages = new Pages();
  const { root } = pages.build(sorted(content(10)));
  const rebuild = (changes: ManifestChange[]) => rebuildManifest(root, changes, pages.readPage, () => {});
  const below = entry('d1/f1/x', 1);
  await expect(rebuild([{ path: below.path, after: below }])).rejects.toMatchObject({ code: 'path-invalid' });
  const [b, a] = [entry('b', 1), entry('a', 1)];
  await expect(
    rebuild([
      { path: 'b', after: b },
      { path: 'a', after: a },
    ]),
  ).rejects.toMatchObject({ code: 'path-invalid' });
});
