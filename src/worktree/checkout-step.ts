import { sameEntry } from '../records/diff-manifests.ts';
import { isSymlink, type ManifestEntry } from '../records/manifest-entry.ts';
import { compareUtf8 } from '../records/utf8-order.ts';
import { type FileTable, SYMLINK } from './file-table.ts';

/** A path of a folder: what a version wants there, what the base had, and the row of what is there now, or -1. */
export interface Place {
  readonly path: string;
  readonly wanted: ManifestEntry | undefined;
  readonly before: ManifestEntry | undefined;
  readonly row: number;
}

/** What a checkout does at a path. */
export type Step = 'write' | 'keep' | 'remove' | 'leave' | 'refuse' | 'nothing';

/** Brings together three lists that are in byte order of path. */
export function placesOf(
  wanted: readonly ManifestEntry[],
  before: readonly ManifestEntry[],
  { paths }: FileTable,
): readonly Place[] {
  const places: Place[] = [];
  let [i, j, row] = [0, 0, 0];
  for (;;) {
    const path = least(least(wanted[i]?.path, before[j]?.path), paths[row]);
    if (path === undefined) return places;
    places.push({
      path,
      wanted: wanted[i]?.path === path ? wanted[i++] : undefined,
      before: before[j]?.path === path ? before[j++] : undefined,
      row: paths[row] === path ? row++ : -1,
    });
  }
}

function least(a: string | undefined, b: string | undefined): string | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return compareUtf8(a, b) <= 0 ? a : b;
}

/** Whether it takes a file's bytes to tell what to do: not when neither version has a file of its size. */
export function needsDigest({ wanted, before, row }: Place, table: FileTable): boolean {
  if (row === -1 || table.flags[row] === SYMLINK) return false;
  return [wanted, before].some(
    (entry) => entry !== undefined && !isSymlink(entry) && entry.size === table.size[row],
  );
}

/**
 * What to do at a place where `now` is on disk; undefined for a file whose digest nobody needed. Only what the base
 * has, or what is wanted as it is, may go; the rest is unsaved work.
 */
export function checkoutStep(
  { wanted, before, row }: Place,
  now: ManifestEntry | undefined,
  force: boolean,
): Step {
  if (row === -1) return wanted === undefined ? 'nothing' : 'write';
  const saved = now !== undefined && before !== undefined && sameEntry(now, before);
  if (wanted !== undefined) {
    if (now !== undefined && sameEntry(now, wanted)) return 'keep';
    return force || saved || hasSameBytes(now, wanted) ? 'write' : 'refuse';
  }
  if (before === undefined) return 'leave';
  return force || saved ? 'remove' : 'refuse';
}

/** Whether two files differ in their x bit at most. */
function hasSameBytes(a: ManifestEntry | undefined, b: ManifestEntry): boolean {
  return a !== undefined && !isSymlink(a) && !isSymlink(b) && a.blob === b.blob;
}

/**
 * What is in the way of the wanted paths: files and other things of the folder that stay, where a folder is wanted,
 * or below where a file is.
 */
export function inTheWay(wanted: readonly ManifestEntry[], staying: readonly string[]): readonly string[] {
  if (staying.length === 0) return [];
  const files = new Set(wanted.map(({ path }) => path));
  const folders = new Set<string>();
  for (const { path } of wanted) for (const folder of foldersOf(path)) folders.add(folder);
  return staying.filter(
    (path) => folders.has(path) || files.has(path) || foldersOf(path).some((f) => files.has(f)),
  );
}

/** The folders above a path, the deepest first. */
function foldersOf(path: string): readonly string[] {
  const folders: string[] = [];
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1))
    folders.push(path.slice(0, end));
  return folders;
}
