import { basename } from 'node:path';
import type { FileTable } from './file-table.ts';
import { IGNORE_FILE } from './ignore.ts';
import type { CacheMatch } from './match-cache.ts';
import type { Scan } from './scan.ts';
import type { StatCache } from './stat-cache.ts';
import { FAILED, GONE, NOT_A_FILE, statPaths } from './stat-paths.ts';

/**
 * The scan of a folder that has the names that its stat cache has, and what the cache says of it; `rows` are those
 * that it can't vouch for. Undefined when one of these is no file any more.
 */
export function scanOfCache(
  folder: string,
  cache: StatCache,
  rows: readonly number[],
): { readonly scan: Scan; readonly match: CacheMatch } | undefined {
  const { table, listing } = cache;
  const now: FileTable = rows.length === 0 ? table : withColumns(table);
  for (const row of rows) {
    const path = table.paths[row]!;
    // An ignore file that was edited may let in what was left out.
    if (table.targets.has(row) || basename(path) === IGNORE_FILE) return undefined;
    statPaths(`${folder}/`, [path], now, row);
    if ((now.flags[row]! & (GONE | NOT_A_FILE | FAILED)) !== 0) return undefined;
  }
  const vouched = Int32Array.from(table.paths, (_, row) => (table.targets.has(row) ? -1 : row));
  for (const row of rows) vouched[row] = -1;
  return {
    scan: { table: now, foreign: new Map(), problems: [], listing },
    match: { vouched, stale: rows, fresh: [], gone: [] },
  };
}

/** The table with columns of its own. */
function withColumns(table: FileTable): FileTable {
  return {
    ...table,
    size: table.size.slice(),
    mtimeNs: table.mtimeNs.slice(),
    ctimeNs: table.ctimeNs.slice(),
    ino: table.ino.slice(),
    flags: table.flags.slice(),
  };
}
