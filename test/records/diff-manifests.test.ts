import fc from 'fast-check';
import { expect, test } from 'vitest';
import { diffManifests, type ManifestChange } from '../../src/records/diff-manifests.ts';
import { blobId, blobIdOf } from '../../src/records/ids.ts';
import type { ManifestEntry } from '../../src/records/manifest-entry.ts';
import { leadingZeroBits } from '../../src/records/sha256.ts';
import { sortUtf8 } from '../../src/records/utf8-order.ts';
import { fileSet } from './arbitraries.ts';
import { collect, Pages } from './manifests.ts';

const file = (path: string, size = 1): ManifestEntry => ({ path, blob: blobIdOf(Buffer.from(path)), size });

function naiveDiff(before: readonly ManifestEntry[], after: readonly ManifestEntry[]): ManifestChange[] {
  const a = new Map(before.map((entry) => [entry.path, entry]));
  const b = new Map(after.map((entry) => [entry.path, entry]));
  return sortUtf8(new Set([...a.keys(), ...b.keys()])).flatMap((path) => {
    const [x, y] = [a.get(path), b.get(path)];
    if (JSON.stringify(x) === JSON.stringify(y)) return [];
    return [{ path, ...(x === undefined ? {} : { before: x }), ...(y === undefined ? {} : { after: y }) }];
  });
}

async function expectSameDiff(
  before: readonly ManifestEntry[],
  after: readonly ManifestEntry[],
): Promise<Pages> {
  const pages = new Pages();
  const a = pages.build(before).root;
  const b = pages.build(after).root;
  expect(await collect(diffManifests(a, b, pages.readPage))).toEqual(naiveDiff(before, after));
  return pages;
}

test('small file sets differ as a plain comparison says', async () => {
  await fc.assert(
    fc.asyncProperty(fileSet(), fileSet(), async (before, after) => {
      await expectSameDiff(before, after);
    }),
    { numRuns: 200 },
  );
});

/** Many paths that cut, so that a few hundred files make a tree of several levels. */
const cutting = Array.from({ length: 400_000 }, (_, i) => `${i % 7}/${i}`).filter(
  (path) => leadingZeroBits(path) >= 7,
);
const tall = () =>
  fc.record({
    kept: fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }),
    changed: fc.array(fc.nat(cutting.length - 1), { maxLength: 8 }),
    from: fc.nat(cutting.length - 1),
    to: fc.nat(cutting.length - 1),
  });

test('tall trees differ as a plain comparison says, whatever was added, changed and removed', async () => {
  const all = sortUtf8(cutting).map((path) => file(path));
  await fc.assert(
    fc.asyncProperty(tall(), tall(), async (one, two) => {
      const edit = ({ kept, changed, from, to }: typeof one) =>
        all
          .map((entry, i) => (changed.includes(i) ? { ...entry, blob: blobId('5'.repeat(64)) } : entry))
          .filter((_, i) => (i < from || i > to) && kept[Math.floor((i * 40) / all.length)] === true);
      await expectSameDiff(edit(one), edit(two));
    }),
    { numRuns: 30 },
  );
});

test('trees of different heights differ as a plain comparison says', async () => {
  const all = sortUtf8(cutting).map((path) => file(path));
  await expectSameDiff([], all);
  await expectSameDiff(all, []);
  await expectSameDiff(all.slice(0, 1), all);
  await expectSameDiff(all, all.slice(500, 510));
  await expectSameDiff(all.slice(0, -1), all);
});

test('one changed, one added and one removed file of many read few pages', async () => {
  const entries = Array.from({ length: 200_000 }, (_, i) => file(`run/${String(i).padStart(8, '0')}`));
  const after = [...entries];
  after[100_000] = file('run/00100000', 7);
  after.splice(150_000, 1);
  after.unshift(file('a/first'));
  const pages = await expectSameDiff(entries, after);
  expect(pages.bytes.size).toBeGreaterThan(400);
  expect(pages.read).toBeLessThan(20);
});

test('a manifest does not differ from itself, and no page is read to tell', async () => {
  const pages = new Pages();
  const { root } = pages.build([file('a'), file('b')]);
  expect(await collect(diffManifests(root, root, pages.readPage))).toEqual([]);
  expect(pages.read).toBe(0);
});

test('fifty thousand files before those that both have cost their own pages only', async () => {
  const shared = Array.from({ length: 50_000 }, (_, i) => file(`s/${String(i).padStart(8, '0')}`));
  const added = Array.from({ length: 50_000 }, (_, i) => file(`r/${String(i).padStart(8, '0')}`));
  const pages = new Pages();
  const before = pages.build(shared).root;
  const sharedPages = pages.bytes.size;
  const after = pages.build([...added, ...shared]).root;
  const changes = await collect(diffManifests(before, after, pages.readPage));
  expect(changes).toHaveLength(50_000);
  expect(pages.read).toBeLessThan(pages.bytes.size - sharedPages + 10);
});
