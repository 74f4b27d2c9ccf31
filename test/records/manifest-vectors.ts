import { CborWriter } from '../../src/records/cbor-writer.ts';
import { checkManifest } from '../../src/records/check-manifest.ts';
import { blobIdOf, cidText, type ManifestId, manifestId } from '../../src/records/ids.ts';
import type { ChildEntry, ManifestEntry } from '../../src/records/manifest-entry.ts';
import { decodePage, pageBytes, writeChild, writeEntry } from '../../src/records/page.ts';
import { PathOrder } from '../../src/records/path-order.ts';
import { leadingZeroBits, sha256Hex } from '../../src/records/sha256.ts';
import { sortUtf8 } from '../../src/records/utf8-order.ts';
import { Pages } from './manifests.ts';

/**
 * How a stranger makes the file sets of the vectors again. File i of `count` has the path that `paths` says; its
 * blob is that of the path's UTF-8, its size i; file i is executable when i is divisible by 5, and a symlink to
 * `other` in place of a file when i is divisible by 7. `keep` drops paths by the zero bits of their hashes.
 */
export interface Generator {
  readonly count: number;
  /** `flat`: `f` and i in 7 digits; `tree`: `d<i mod 97>/s<i mod 13>/f<i>`; `wide`: characters of every plane. */
  readonly paths: 'flat' | 'tree' | 'wide';
  readonly keep?: 'never-cut' | 'always-cut';
}

/** The file set of a generator, in byte order of path. */
export function generate({ count, paths, keep }: Generator): ManifestEntry[] {
  const made = new Map<string, ManifestEntry>();
  for (let i = 0; i < count; i++) {
    const path = pathOf(paths, i);
    const zeros = leadingZeroBits(path);
    if (keep === 'never-cut' && zeros >= 9) continue;
    if (keep === 'always-cut' && zeros < 9) continue;
    made.set(path, entryOf(path, i));
  }
  return sortUtf8(made.keys()).map((path) => made.get(path) as ManifestEntry);
}

const WIDE = ['-', '.', '/x', 'é', '\ud7ff', '\ue000', '\uffff', '\u{10000}', '\u{10ffff}'];

function pathOf(paths: Generator['paths'], i: number): string {
  if (paths === 'flat') return `f${String(i).padStart(7, '0')}`;
  if (paths === 'tree') return `d${i % 97}/s${i % 13}/f${i}`;
  return `w${Math.floor(i / WIDE.length)}${WIDE[i % WIDE.length]}`;
}

function entryOf(path: string, i: number): ManifestEntry {
  if (i % 7 === 0) return { path, target: 'other' };
  const file = { path, blob: blobIdOf(Buffer.from(path)), size: i };
  return i % 5 === 0 ? { ...file, executable: true } : file;
}

/** An entry as it stands in a page, in DAG-JSON. */
export function entryJson(entry: ManifestEntry): unknown[] {
  if ('target' in entry) return [entry.path, entry.target];
  const file = [entry.path, { '/': cidText(entry.blob) }, entry.size];
  return entry.executable === true ? [...file, true] : file;
}

/** A page in DAG-JSON. */
export function pageJson(bytes: Uint8Array): object {
  const page = decodePage(bytes);
  const entries = page.entries.map((entry) =>
    'last' in entry ? [entry.last, { '/': cidText(entry.page) }, entry.files, entry.bytes] : entryJson(entry),
  );
  return { v: 1, type: 'page', level: page.level, entries };
}

const GENERATED: Readonly<Record<string, Generator>> = {
  'one full page and one more file, with no cuts': { count: 4_120, paths: 'flat', keep: 'never-cut' },
  'pages of one entry each': { count: 60_000, paths: 'flat', keep: 'always-cut' },
  'paths of every plane': { count: 5_000, paths: 'wide' },
  'two levels': { count: 30_000, paths: 'tree' },
  'three levels': { count: 100_000, paths: 'flat' },
};

const file = (path: string): ManifestEntry => ({
  path,
  blob: blobIdOf(Buffer.from(path)),
  size: path.length,
});

const LISTED: Readonly<Record<string, readonly ManifestEntry[]>> = {
  'no files': [],
  'one file': [file('a')],
  'an executable, a file and symlinks': [
    { path: 'bin/run.sh', blob: blobIdOf(Buffer.from('#!/bin/sh\n')), size: 10, executable: true },
    { path: 'bin/start', target: 'run.sh' },
    { path: 'data', target: 'x' },
    { path: 'x/up', target: '../bin/run.sh' },
  ],
  'two inner pages with a single child each, below the root': ['f0089162', 'f0089163'].map((path) =>
    file(path),
  ),
  'names that sort around the slash': ['a!', 'a-b', 'a.b', 'a/b', 'a/b!', 'a0', 'aa'].map((path) =>
    file(path),
  ),
  'names with a newline, quotes, emoji and 255 bytes': sortUtf8([
    'new\nline',
    '"quoted"',
    '\u{1f9ec}.fa',
    'n'.repeat(255),
    ' ',
    '\ufeffbom',
    '-rf',
    '...',
  ]).map((path) => file(path)),
};

/** Manifests that are taken: from listed entries, and from generated ones. */
export function validManifests() {
  const listed = Object.entries(LISTED).map(([name, entries]) => {
    const { pages, built } = build(entries);
    return { name, entries: entries.map(entryJson), ...totals(built), pages: hexOfPages(pages) };
  });
  const generated = Object.entries(GENERATED).map(([name, generator]) => {
    const { pages, built } = build(generate(generator));
    return { name, generator, ...totals(built), ...shape(pages, built.root) };
  });
  return [...listed, ...generated];
}

function build(entries: readonly ManifestEntry[]) {
  const pages = new Pages();
  return { pages, built: pages.build(entries) };
}

const totals = ({ root, files, bytes }: { root: ManifestId; files: number; bytes: number }) => ({
  root: cidText(root),
  files,
  bytes,
});

const hexOfPages = (pages: Pages) =>
  Object.fromEntries(
    [...pages.bytes].map(([id, bytes]) => [cidText(id), Buffer.from(bytes).toString('hex')]),
  );

/** How many pages each level has, and the entries of the root. */
function shape(pages: Pages, root: ManifestId) {
  const counts: number[] = [];
  for (const bytes of pages.bytes.values()) {
    const { level } = decodePage(bytes);
    counts[level] = (counts[level] ?? 0) + 1;
  }
  return {
    pagesPerLevel: counts,
    rootEntries: decodePage(pages.bytes.get(root) as Uint8Array).entries.length,
  };
}

function leaf(pages: Pages, entries: readonly ManifestEntry[]): ChildEntry {
  const writer = new CborWriter();
  for (const entry of entries) writeEntry(writer, entry, new PathOrder());
  const bytes = entries.reduce((sum, entry) => sum + ('size' in entry ? entry.size : 0), 0);
  return keep(pages, 0, entries.length, writer, {
    last: entries.at(-1)?.path ?? '',
    files: entries.length,
    bytes,
  });
}

function inner(pages: Pages, level: number, children: readonly ChildEntry[]): ChildEntry {
  const writer = new CborWriter();
  for (const child of children) writeChild(writer, child);
  const sum = (key: 'files' | 'bytes') => children.reduce((total, child) => total + child[key], 0);
  return keep(pages, level, children.length, writer, {
    last: children.at(-1)?.last ?? '',
    files: sum('files'),
    bytes: sum('bytes'),
  });
}

function keep(
  pages: Pages,
  level: number,
  count: number,
  writer: CborWriter,
  rest: Omit<ChildEntry, 'page'>,
): ChildEntry {
  const bytes = pageBytes(level, count, writer);
  const page = manifestId(sha256Hex(bytes));
  pages.bytes.set(page, bytes);
  return { ...rest, page };
}

const names = Array.from({ length: 4_000 }, (_, i) => `f${String(i).padStart(7, '0')}`);
const [first, second] = names.filter((path) => leadingZeroBits(path) >= 9 && leadingZeroBits(path) < 18) as [
  string,
  string,
];
const [plain, plainer] = names.filter((path) => leadingZeroBits(path) < 9) as [string, string];

/** Roots that are made by hand, each page in good form, the whole not. */
const SHAPES: Readonly<Record<string, (pages: Pages) => ChildEntry>> = {
  'a page that goes on after a cut': (pages) => leaf(pages, [file(first), file(`${first}x`)]),
  'a page that ends without a cut': (pages) =>
    inner(pages, 1, [leaf(pages, [file(plain)]), leaf(pages, [file(plainer)])]),
  'a root with a single child': (pages) => inner(pages, 1, [leaf(pages, [file('a')])]),
  'a level too many': (pages) =>
    inner(pages, 2, [inner(pages, 1, [leaf(pages, [file(first)]), leaf(pages, [file(second)])])]),
  'a level left out': (pages) => inner(pages, 2, [leaf(pages, [file(first)]), leaf(pages, [file(second)])]),
  'a path twice, on two pages': (pages) =>
    inner(pages, 1, [leaf(pages, [file(first)]), { ...leaf(pages, [file(first), file(second)]) }]),
  'paths out of order, on two pages': (pages) =>
    inner(pages, 1, [leaf(pages, [file('b'), file(first)]), leaf(pages, [file('a'), file(second)])]),
  'a path below another, on two pages': (pages) =>
    inner(pages, 1, [leaf(pages, [file(first)]), leaf(pages, [file(`${first}/x`)])]),
  'a last path that is not the last': (pages) =>
    inner(pages, 1, [{ ...leaf(pages, [file(first)]), last: `${first}x` }, leaf(pages, [file(second)])]),
  'a wrong number of files': (pages) =>
    inner(pages, 1, [{ ...leaf(pages, [file(first)]), files: 2 }, leaf(pages, [file(second)])]),
  'a wrong number of bytes': (pages) =>
    inner(pages, 1, [{ ...leaf(pages, [file(first)]), bytes: 9 }, leaf(pages, [file(second)])]),
  'sizes beyond 2^53-1 in all': (pages) =>
    leaf(pages, [{ ...file('a'), size: Number.MAX_SAFE_INTEGER }, file('b')]),
};

/** Manifests that must be refused although each page is in good form. */
export async function invalidManifests() {
  const made = [];
  for (const [name, shape] of Object.entries(SHAPES)) {
    const pages = new Pages();
    const { page, files, bytes } = shape(pages);
    const commit = { files, bytes: Math.min(bytes, Number.MAX_SAFE_INTEGER) };
    made.push({ name, root: page, ...commit, pages });
  }
  const pages = new Pages();
  const { root } = pages.build([file('a')]);
  made.push({ name: 'more files than the commit says', root, files: 0, bytes: 1, pages });
  made.push({ name: 'other bytes than the commit says', root, files: 1, bytes: 2, pages });
  return Promise.all(
    made.map(async ({ root: id, pages: kept, ...rest }) => {
      const reason = await refusal(() => checkManifest(id, kept.readPage, rest));
      return { ...rest, reason, root: cidText(id), pages: hexOfPages(kept) };
    }),
  );
}

async function refusal(check: () => Promise<unknown>): Promise<string> {
  try {
    await check();
  } catch (error) {
    return (error as { data: { reason: string } }).data.reason;
  }
  throw new Error('it was taken');
}
