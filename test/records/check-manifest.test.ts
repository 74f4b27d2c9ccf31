import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CborWriter } from '../../src/records/cbor-writer.ts';
import { checkManifest } from '../../src/records/check-manifest.ts';
import { blobIdOf, type ManifestId, manifestId } from '../../src/records/ids.ts';
import type { ChildEntry, ManifestEntry } from '../../src/records/manifest-entry.ts';
import { pageBytes, writeChild, writeEntry } from '../../src/records/page.ts';
import { PathOrder } from '../../src/records/path-order.ts';
import { readManifest } from '../../src/records/read-manifest.ts';
import { leadingZeroBits, sha256Hex } from '../../src/records/sha256.ts';
import { fileSet } from './arbitraries.ts';
import { collect, Pages } from './manifests.ts';

const file = (path: string, size = 1): ManifestEntry => ({ path, blob: blobIdOf(Buffer.from(path)), size });

/** A page made by hand, whatever the format says of where it may end. */
function leaf(pages: Pages, entries: readonly ManifestEntry[]): ChildEntry {
  const writer = new CborWriter();
  for (const entry of entries) writeEntry(writer, entry, new PathOrder());
  return keep(pages, 0, entries.length, writer, {
    last: entries.at(-1)?.path ?? '',
    files: entries.length,
    bytes: entries.reduce((sum, entry) => sum + ('size' in entry ? entry.size : 0), 0),
  });
}

function inner(pages: Pages, level: number, children: readonly ChildEntry[]): ChildEntry {
  const writer = new CborWriter();
  for (const child of children) writeChild(writer, child);
  return keep(pages, level, children.length, writer, {
    last: children.at(-1)?.last ?? '',
    files: children.reduce((sum, child) => sum + child.files, 0),
    bytes: children.reduce((sum, child) => sum + child.bytes, 0),
  });
}

function keep(
  pages: Pages,
  level: number,
  count: number,
  writer: CborWriter,
  totals: Omit<ChildEntry, 'page'>,
): ChildEntry {
  const bytes = pageBytes(level, count, writer);
  const page = manifestId(sha256Hex(bytes));
  pages.bytes.set(page, bytes);
  return { ...totals, page };
}

const refusal = (reason: string) =>
  expect.objectContaining({ code: 'record-invalid', data: expect.objectContaining({ reason }) });
const refused = (pages: Pages, root: ManifestId, reason: string) =>
  expect(checkManifest(root, pages.readPage)).rejects.toThrow(refusal(reason));

/** Paths whose hashes end a page of level 0, and some that don't. */
const names = Array.from({ length: 20_000 }, (_, i) => `f${String(i).padStart(6, '0')}`);
const cuts = names.filter((path) => leadingZeroBits(path) >= 9 && leadingZeroBits(path) < 18);
const plain = names.filter((path) => leadingZeroBits(path) < 9);
const NOT_CUT = 'its pages are not cut where the format cuts them';

test('what the builder makes is taken, whatever is in it', async () => {
  await fc.assert(
    fc.asyncProperty(fileSet(), async (entries) => {
      const pages = new Pages();
      const built = pages.build(entries);
      expect(await checkManifest(built.root, pages.readPage, built)).toEqual(built);
    }),
    { numRuns: 100 },
  );
});

test('totals that differ from the commit are refused', async () => {
  const pages = new Pages();
  const built = pages.build([file('a', 5)]);
  await expect(checkManifest(built.root, pages.readPage, { files: 1, bytes: 4 })).rejects.toThrow(
    refusal('the totals of a manifest differ from what its commit says'),
  );
});

test('a page that goes on after a cut is refused', async () => {
  const pages = new Pages();
  const cut = cuts[0] as string;
  const after = plain.find((path) => path > cut) as string;
  await refused(pages, leaf(pages, [file(cut), file(after)]).page, NOT_CUT);
});

test('a page that ends without a cut is refused', async () => {
  const pages = new Pages();
  const [a, b] = plain as [string, string];
  await refused(pages, inner(pages, 1, [leaf(pages, [file(a)]), leaf(pages, [file(b)])]).page, NOT_CUT);
});

test('a root with a single child is refused', async () => {
  const pages = new Pages();
  await refused(pages, inner(pages, 1, [leaf(pages, [file('a')])]).page, NOT_CUT);
});

test('a level too many is refused', async () => {
  const pages = new Pages();
  const [first, second] = cuts as [string, string];
  const level1 = inner(pages, 1, [leaf(pages, [file(first)]), leaf(pages, [file(second)])]);
  expect((await checkManifest(level1.page, pages.readPage)).files).toBe(2);
  await refused(pages, inner(pages, 2, [level1]).page, NOT_CUT);
});

test('a path twice, out of order or below another is refused across pages', async () => {
  const [first, second] = cuts as [string, string];
  const twice = new Pages();
  await refused(
    twice,
    inner(twice, 1, [leaf(twice, [file(first)]), leaf(twice, [file(first), file(second)])]).page,
    'a path twice',
  );
  const turned = new Pages();
  const root = inner(turned, 1, [
    leaf(turned, [file('b'), file(second)]),
    leaf(turned, [file('a'), file(`${second}x`)]),
  ]);
  await refused(turned, root.page, 'paths out of order');
  const below = new Pages();
  const conflict = inner(below, 1, [
    leaf(below, [file(first), file(`${first}-`)]),
    leaf(below, [file(`${first}/x`)]),
  ]);
  await refused(below, conflict.page, 'a path below another that is no folder');
  await expect(collect(readManifest(conflict.page, below.readPage))).rejects.toThrow(
    refusal('a path below another that is no folder'),
  );
});

test('a page that is not what the page above says is refused', async () => {
  const [first, second] = cuts as [string, string];
  const cases: [Partial<ChildEntry>, string][] = [
    [{ last: `${first}x` }, 'the last path of a page differs from what the page above says'],
    [{ files: 2 }, 'the totals of a page differ from what the page above says'],
    [{ bytes: 0 }, 'the totals of a page differ from what the page above says'],
  ];
  for (const [change, reason] of cases) {
    const pages = new Pages();
    const root = inner(pages, 1, [{ ...leaf(pages, [file(first)]), ...change }, leaf(pages, [file(second)])]);
    await refused(pages, root.page, reason);
  }
  const pages = new Pages();
  const skipping = inner(pages, 2, [leaf(pages, [file(first)]), leaf(pages, [file(second)])]);
  await refused(pages, skipping.page, 'a page of level 0 below one of level 2');
});

test('an empty page is refused but as the root', async () => {
  const pages = new Pages();
  const [first] = cuts as [string];
  const root = inner(pages, 1, [leaf(pages, [file(first)]), { ...leaf(pages, []), last: `${first}z` }]);
  await refused(pages, root.page, 'a page below has no files');
});

test('sizes that add up to more than a number holds are refused', async () => {
  const pages = new Pages();
  const most = Number.MAX_SAFE_INTEGER;
  await refused(
    pages,
    leaf(pages, [file('a', most), file('b', 1)]).page,
    'the sizes of all files add up to more than 2^53-1 bytes',
  );
});
