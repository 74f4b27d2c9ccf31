import type { ManifestChange } from '../records/diff-manifests.ts';
import type { ManifestId } from '../records/ids.ts';
import { copyRow, type FileTable, statColumns } from './file-table.ts';
import type { HashedFolder } from './hash-files.ts';
import { DIGEST_BYTES, type StatCache } from './stat-cache.ts';

/** A manifest, and how the folder differs from it. */
export interface CacheBase {
  readonly manifest: ManifestId;
  readonly only: readonly string[] | undefined;
  readonly changes: readonly ManifestChange[];
}

/** The stat cache of a folder that was hashed, telling how it compares to a manifest. */
export function refreshedCache(hashed: HashedFolder, base: CacheBase | undefined): StatCache {
  const { table, digests } = withoutFailures(hashed);
  const listing = hashed.failures.size + hashed.gone.size === 0 ? hashed.listing : undefined;
  if (base === undefined) return { table, digests, base: undefined, listing };
  const { manifest, only, changes } = base;
  const differs = new Map(changes.map(({ path, before }) => [path, before]));
  return { table, digests, base: { manifest, only, differs }, listing };
}

/** Files that could not be hashed are left out: a cache without a row for them is a miss. */
function withoutFailures({ table, digests, failures, gone }: HashedFolder): {
  table: FileTable;
  digests: Uint8Array;
} {
  if (failures.size + gone.size === 0) return { table, digests };
  const kept = [...table.paths.keys()].filter((row) => !failures.has(row) && !gone.has(row));
  const columns = statColumns(kept.length);
  const out = new Uint8Array(kept.length * DIGEST_BYTES);
  const targets = new Map<number, string>();
  for (const [at, row] of kept.entries()) {
    copyRow(columns, at, table, row);
    out.set(digests.subarray(row * DIGEST_BYTES, (row + 1) * DIGEST_BYTES), at * DIGEST_BYTES);
    const target = table.targets.get(row);
    if (target !== undefined) targets.set(at, target);
  }
  return { table: { ...columns, targets, paths: kept.map((row) => table.paths[row]!) }, digests: out };
}
