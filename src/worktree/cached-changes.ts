import type { ManifestChange } from '../records/diff-manifests.ts';
import { sortUtf8 } from '../records/utf8-order.ts';
import type { Base } from './base.ts';
import type { CacheCheck } from './check-cache.ts';
import { rowOf } from './file-table.ts';
import { scanPaths } from './scan-paths.ts';
import { tellsOf } from './stat-cache.ts';
import { cachedBase, decodeStatCache } from './stat-cache-codec.ts';
import { entryAt } from './table-entry.ts';
import type { WorktreeFolder } from './worktree-folder.ts';

/**
 * How a folder differs from its base, when nothing happened to it since its stat cache was written and the cache
 * tells of this base; else undefined.
 */
export function cachedChanges(
  folder: WorktreeFolder,
  base: Base,
  { file, rows }: CacheCheck,
): readonly ManifestChange[] | undefined {
  const cached = file && cachedBase(file.view.header);
  if (file === undefined || cached === undefined) return undefined;
  if (rows?.length !== 0 || !tellsOf({ base: cached }, base)) return undefined;
  const { differs } = cached;
  if (differs.size === 0) return [];
  const { table, digests } = decodeStatCache(file.view);
  const changes = sortUtf8(differs.keys()).map((path) => {
    const before = differs.get(path);
    const row = rowOf(table, path);
    const after = row === -1 ? undefined : entryAt(table, digests, row);
    return { path, ...(before && { before }), ...(after && { after }) };
  });
  // What was deleted may be back where ignore rules keep the check from seeing it.
  const deleted = changes.filter(({ after }) => after === undefined).map(({ path }) => path);
  const back = scanPaths(folder.path, deleted);
  return back.table.paths.length + back.problems.length === 0 ? changes : undefined;
}
