import type { ManifestId } from './ids.ts';
import { ManifestCursor } from './manifest-cursor.ts';
import { isSymlink, type ManifestEntry } from './manifest-entry.ts';
import type { ReadPage } from './manifest-tree.ts';
import { compareUtf8 } from './utf8-order.ts';

/** A path at which two manifests differ; a side that does not have the path is absent. */
export interface ManifestChange {
  readonly path: string;
  readonly before?: ManifestEntry;
  readonly after?: ManifestEntry;
}

/** The same, when all that counts is which side has the path. A million of them take little memory. */
export interface PathChange {
  readonly path: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/**
 * The paths at which two manifests differ, in byte order. Pages that both have are skipped unread; memory does
 * not grow with the number of entries.
 */
export async function* diffManifests(
  before: ManifestId,
  after: ManifestId,
  readPage: ReadPage,
): AsyncGenerator<ManifestChange> {
  const a = new ManifestCursor(before, readPage);
  const b = new ManifestCursor(after, readPage);
  while (!(a.ended && b.ended)) {
    if (skipShared(a, b) || (await openLarger(a, b))) continue;
    const change = step(a, b);
    if (change !== undefined) yield change;
  }
}

/** Steps both cursors over the page that both stand before; the rest of both is still to be compared. */
function skipShared(a: ManifestCursor, b: ManifestCursor): boolean {
  const { page } = a;
  if (page === undefined || page !== b.page) return false;
  a.advance();
  b.advance();
  return true;
}

/** Opens the page of the cursor that stands higher, or both; false when both stand at entries or at their ends. */
async function openLarger(a: ManifestCursor, b: ManifestCursor): Promise<boolean> {
  const [heightA, heightB] = [a.height, b.height];
  if (heightA === 0 && heightB === 0) return false;
  if (heightA >= heightB) await a.open();
  if (heightB >= heightA) await b.open();
  return true;
}

/** Compares the entries that the cursors stand at and steps over the smaller path, or both. */
function step(a: ManifestCursor, b: ManifestCursor): ManifestChange | undefined {
  const before = a.entry;
  const after = b.entry;
  if (before === undefined) return after === undefined ? undefined : added(b, after);
  if (after === undefined) return deleted(a, before);
  const order = compareUtf8(before.path, after.path);
  if (order < 0) return deleted(a, before);
  if (order > 0) return added(b, after);
  a.advance();
  b.advance();
  return sameEntry(before, after) ? undefined : { path: before.path, before, after };
}

function added(cursor: ManifestCursor, after: ManifestEntry): ManifestChange {
  cursor.advance();
  return { path: after.path, after };
}

function deleted(cursor: ManifestCursor, before: ManifestEntry): ManifestChange {
  cursor.advance();
  return { path: before.path, before };
}

/** Whether two entries of one path say the same. */
export function sameEntry(a: ManifestEntry, b: ManifestEntry): boolean {
  if (isSymlink(a) || isSymlink(b)) return isSymlink(a) && isSymlink(b) && a.target === b.target;
  return a.blob === b.blob && a.size === b.size && a.executable === b.executable;
}
