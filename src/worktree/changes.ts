import { type ManifestChange, sameEntry } from '../records/diff-manifests.ts';
import { findInManifest } from '../records/find-in-manifest.ts';
import type { ManifestEntry } from '../records/manifest-entry.ts';
import type { ReadPage } from '../records/manifest-tree.ts';
import { readManifestPages } from '../records/read-manifest.ts';
import { compareUtf8, sortUtf8 } from '../records/utf8-order.ts';
import type { Base } from './base.ts';
import { rowOf } from './file-table.ts';
import type { HashedFolder } from './hash-files.ts';
import { pathMatcher } from './path-matcher.ts';
import { tellsOf } from './stat-cache.ts';
import type { Survey } from './survey.ts';
import { entryAt } from './table-entry.ts';

/**
 * How a folder differs from its base, in byte order of path. What a partial checkout left out is not missed. No page
 * of the manifest is read when the stat cache tells of the base.
 */
export async function changesSince(
  base: Base,
  survey: Survey,
  hashed: HashedFolder,
  readPage: ReadPage,
): Promise<readonly ManifestChange[]> {
  const told = survey.cache !== undefined && tellsOf(survey.cache, base);
  return told ? fromCache(base, survey, hashed, readPage) : fromManifest(base, hashed, readPage);
}

/** Compares only what may have changed since the cache was written. */
async function fromCache(
  base: Base,
  { cache, match, table: { paths } }: Survey,
  hashed: HashedFolder,
  readPage: ReadPage,
): Promise<readonly ManifestChange[]> {
  const differs = cache?.base?.differs ?? new Map<string, ManifestEntry | undefined>();
  const then = cache?.table;
  const suspects = new Set([...match.stale, ...match.fresh].map((row) => paths[row]!));
  for (const row of match.gone) suspects.add(then?.paths[row] ?? '');
  for (const path of differs.keys()) suspects.add(path);
  const expected = pathMatcher(base.only);
  const changes: ManifestChange[] = [];
  for (const path of sortUtf8(suspects)) {
    const row = then === undefined ? -1 : rowOf(then, path);
    let before: ManifestEntry | undefined;
    if (differs.has(path)) before = differs.get(path);
    else if (row !== -1 && cache !== undefined) before = entryAt(cache.table, cache.digests, row);
    // The cache knows nothing of what a partial checkout left out.
    else if (!expected(path)) before = await findInManifest(base.manifest, path, readPage);
    const after = entryNow(hashed, rowOf(hashed.table, path));
    if (after !== undefined || expected(path)) pushChange(changes, path, before, after);
  }
  return changes;
}

/** Compares the whole folder with the whole manifest. */
async function fromManifest(
  base: Base,
  hashed: HashedFolder,
  readPage: ReadPage,
): Promise<readonly ManifestChange[]> {
  const expected = pathMatcher(base.only);
  const { paths } = hashed.table;
  const changes: ManifestChange[] = [];
  let row = 0;
  for await (const entries of readManifestPages(base.manifest, readPage)) {
    for (const before of entries) {
      for (; row < paths.length && compareUtf8(paths[row]!, before.path) < 0; row++) {
        pushChange(changes, paths[row]!, undefined, entryNow(hashed, row));
      }
      const after = paths[row] === before.path ? entryNow(hashed, row++) : undefined;
      if (after !== undefined || expected(before.path)) pushChange(changes, before.path, before, after);
    }
  }
  for (; row < paths.length; row++) pushChange(changes, paths[row]!, undefined, entryNow(hashed, row));
  return changes;
}

function pushChange(
  changes: ManifestChange[],
  path: string,
  before: ManifestEntry | undefined,
  after: ManifestEntry | undefined,
): void {
  if (before === undefined && after === undefined) return;
  if (before !== undefined && after !== undefined && sameEntry(before, after)) return;
  changes.push({ path, ...(before && { before }), ...(after && { after }) });
}

function entryNow({ table, digests, gone }: HashedFolder, row: number): ManifestEntry | undefined {
  return row === -1 || gone.has(row) ? undefined : entryAt(table, digests, row);
}
