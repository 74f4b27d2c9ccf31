import { lstatSync } from 'node:fs';
import type { FileLake } from '../lake/lake.ts';
import type { ManifestEntry } from '../records/manifest-entry.ts';
import { sortUtf8 } from '../records/utf8-order.ts';
import type { CallOptions } from '../store/contract.ts';
import { checkoutStep, inTheWay, needsDigest, type Place, placesOf, type Step } from './checkout-step.ts';
import { SHARED } from './file-table.ts';
import type { HashedFolder } from './hash-files.ts';
import { hashOnly } from './hash-only.ts';
import { cacheTime } from './keep-cache.ts';
import { matchCache } from './match-cache.ts';
import { type Scan, scan } from './scan.ts';
import { readStatCache } from './stat-cache-file.ts';
import { entryAt } from './table-entry.ts';
import type { ScanProblem } from './walk.ts';
import type { WorktreeFolder } from './worktree-folder.ts';

/** What a folder is to become. */
export interface CheckoutRequest extends CallOptions {
  /** What it is to hold, in byte order of path. */
  readonly wanted: readonly ManifestEntry[];
  /** What its base has, in byte order of path. */
  readonly before: readonly ManifestEntry[];
  readonly force?: boolean;
  /** Compare what symlinks that lead out of the folder lead to; nothing is written or removed there. */
  readonly followSymlinks: boolean;
}

/** What is to be done to a folder. */
export interface CheckoutPlan {
  readonly write: readonly ManifestEntry[];
  /** Paths, without what is to be written over. */
  readonly remove: readonly string[];
  /** Unsaved work that this would overwrite or remove, in byte order. */
  readonly dirty: readonly string[];
  /** What is in the way although no version has anything there. */
  readonly obstacles: readonly string[];
  /** The folder as it is. */
  readonly hashed: HashedFolder;
}

/** Compares a folder to what it is to become; hashes what its stat cache can't vouch for where that decides. */
export async function planCheckout(
  lake: FileLake,
  folder: WorktreeFolder,
  { wanted, before, force = false, ...options }: CheckoutRequest,
): Promise<CheckoutPlan> {
  const since = folder.own ? cacheTime(folder) : 0n;
  // No ignore rules: a file that they keep out of commits is not to be overwritten either.
  const scanned = await scan(folder.path, options);
  const { table, problems } = scanned;
  const cache = readStatCache(folder);
  const match = matchCache(table, cache);
  const places = placesOf(wanted, before, table);
  const rows = new Set(places.filter((place) => needsDigest(place, table)).map(({ row }) => row));
  const unknown = [...rows].filter((row) => match.vouched[row] === -1);
  const hashed = await hashOnly(lake, folder, { ...scanned, cache, match }, unknown, { ...options, since });
  const isTold = (row: number) => (rows.has(row) && !hashed.failures.has(row)) || table.targets.has(row);
  const steps = places.map(({ row, ...place }): Step => {
    const there = hashed.gone.has(row) ? -1 : row;
    const now = isTold(there) ? entryAt(hashed.table, hashed.digests, there) : undefined;
    return checkoutStep({ ...place, row: there }, now, force);
  });
  const taking = (wish: Step) => places.filter((_, i) => steps[i] === wish);
  const touched = [...taking('write'), ...taking('remove')];
  const outside = options.followSymlinks ? touched.map(pathOf).filter(belowLinks(folder.path)) : [];
  const left = force ? linksOf(before, problems) : [];
  const staying = [...taking('leave').map(pathOf), ...problems.map(({ data }) => data.path), ...outside];
  const obstacles = inTheWay(wanted, staying);
  const dirty = [
    ...taking('refuse').map(pathOf),
    ...obstacles,
    ...outside,
    ...changedSince(folder.path, { ...scanned, ...hashed }, touched),
  ];
  return {
    write: taking('write').flatMap(({ wanted: entry }) => entry ?? []),
    remove: [...new Set([...taking('remove').map(pathOf), ...obstacles, ...left])],
    dirty: sortUtf8(new Set(dirty)),
    obstacles,
    hashed,
  };
}

const pathOf = ({ path }: Place): string => path;

/** Whether a path lies behind a symlink of a folder. */
function belowLinks(root: string): (path: string) => boolean {
  const known = new Map<string, boolean>([['', false]]);
  const leadsOut = (folder: string): boolean => {
    const before = known.get(folder);
    if (before !== undefined) return before;
    const is =
      leadsOut(above(folder)) ||
      lstatSync(`${root}/${folder}`, { throwIfNoEntry: false })?.isSymbolicLink() === true;
    known.set(folder, is);
    return is;
  };
  return (path) => leadsOut(above(path));
}

const above = (path: string): string => path.slice(0, Math.max(path.lastIndexOf('/'), 0));

/** The symlinks that stood for files of these. */
function linksOf(before: readonly ManifestEntry[], problems: readonly ScanProblem[]): readonly string[] {
  const links = problems.filter(({ code }) => code === 'symlink-outside').map(({ data }) => data.path);
  return links.filter((link) => before.some(({ path }) => path === link || path.startsWith(`${link}/`)));
}

/** Files among these that somebody wrote to since they were looked at. */
function changedSince(
  root: string,
  { table, foreign }: Pick<Scan, 'table' | 'foreign'>,
  places: readonly Place[],
): readonly string[] {
  const changed = places.filter(({ path, row }) => {
    if (row === -1 || table.targets.has(row)) return false;
    const file = `${root}/${foreign.get(row) ?? path}`;
    const stat = lstatSync(file, { bigint: true, throwIfNoEntry: false });
    if (stat === undefined) return false;
    const shared = (table.flags[row]! & SHARED) !== 0;
    return stat.mtimeNs !== table.mtimeNs[row] || (!shared && stat.ctimeNs !== table.ctimeNs[row]);
  });
  return changed.map(pathOf);
}
