import type { ManifestEntry } from '../records/manifest-entry.ts';
import type { ReadPage } from '../records/manifest-tree.ts';
import { readManifestPages } from '../records/read-manifest.ts';
import { compareUtf8 } from '../records/utf8-order.ts';
import type { CallOptions } from '../store/contract.ts';
import type { Base } from './base.ts';
import type { CacheCheck } from './check-cache.ts';
import type { FileTable } from './file-table.ts';
import type { IgnoreRules } from './ignore.ts';
import { type CacheMatch, matchCache } from './match-cache.ts';
import { mergeTables } from './merge-tables.ts';
import { pathMatcher } from './path-matcher.ts';
import { type Scan, scan } from './scan.ts';
import { scanOfCache } from './scan-of-cache.ts';
import { scanPaths } from './scan-paths.ts';
import { type StatCache, tellsOf } from './stat-cache.ts';
import { decodeStatCache } from './stat-cache-codec.ts';
import type { WorktreeFolder } from './worktree-folder.ts';

/** A worktree folder as it is, with what its stat cache says of it. */
export interface Survey extends Scan {
  readonly cache: StatCache | undefined;
  readonly match: CacheMatch;
}

export interface SurveyOptions extends CallOptions {
  readonly base: Base | undefined;
  /** The folder's stat cache, checked. */
  readonly check: CacheCheck;
  /** When it begins, by the file system's clock. */
  readonly since: bigint;
  readonly rules: IgnoreRules;
  readonly readPage: ReadPage;
  readonly followSymlinks?: boolean;
}

/**
 * Looks at a worktree folder. A file of the base counts although an ignore file names it, as in git: a new line
 * there deletes nothing from the next version. (Not so beyond the part that a partial checkout asked for.) Throws `file-unreadable` when the folder itself can't be read.
 */
export async function survey(folder: WorktreeFolder, options: SurveyOptions): Promise<Survey> {
  const { base, check, readPage } = options;
  const cache = check.file && decodeStatCache(check.file.view);
  const { scan: scanned, match } = await scanOrCache(folder, cache, options);
  if (base === undefined) return { ...scanned, cache, match };
  const unseen =
    cache !== undefined && tellsOf(cache, base)
      ? unseenOfCache(scanned.table, match, cache).filter(pathMatcher(base.only))
      : await unseenOfManifest(scanned.table, base, readPage);
  const hidden = scanPaths(folder.path, unseen);
  const problems = [...scanned.problems, ...hidden.problems];
  if (hidden.table.paths.length === 0) return { ...scanned, problems, cache, match };
  const { table, fromFirst } = mergeTables(scanned.table, hidden.table);
  const foreign = new Map<number, string>();
  for (const [row, from] of fromFirst.entries()) {
    const place = scanned.foreign.get(from);
    if (place !== undefined) foreign.set(row, place);
  }
  return { ...scanned, table, foreign, problems, cache, match: matchCache(table, cache) };
}

/** What is in the folder: as the cache has it where that holds, else by a look at all of it. */
async function scanOrCache(
  folder: WorktreeFolder,
  cache: StatCache | undefined,
  { check, ...options }: SurveyOptions,
): Promise<{ readonly scan: Scan; readonly match: CacheMatch }> {
  const { rows } = check;
  const quick = cache && rows && scanOfCache(folder.path, cache, rows);
  if (quick !== undefined) return quick;
  const { layer, source, externalId } = folder.ref;
  const scanned = await scan(folder.path, { ...options, rulesFolder: `${layer}/${source}/${externalId}/` });
  return { scan: scanned, match: matchCache(scanned.table, cache) };
}

/** The paths of the base that the scan did not come upon, from the cache alone. */
function unseenOfCache(table: FileTable, match: CacheMatch, cache: StatCache): readonly string[] {
  const differs = cache.base?.differs ?? new Map<string, ManifestEntry | undefined>();
  if (match.gone.length === 0 && differs.size === 0) return [];
  const gone = match.gone.map((row) => cache.table.paths[row]!);
  const seen = differs.size === 0 ? undefined : new Set(table.paths);
  const unseen = new Set(gone.filter((path) => !differs.has(path) || differs.get(path) !== undefined));
  for (const [path, entry] of differs) {
    if (entry !== undefined && seen?.has(path) === false) unseen.add(path);
  }
  return [...unseen].sort(compareUtf8);
}

async function unseenOfManifest(
  table: FileTable,
  base: Base,
  readPage: ReadPage,
): Promise<readonly string[]> {
  const expected = pathMatcher(base.only);
  const unseen: string[] = [];
  let row = 0;
  for await (const entries of readManifestPages(base.manifest, readPage)) {
    for (const { path } of entries) {
      while (row < table.paths.length && compareUtf8(table.paths[row]!, path) < 0) row++;
      if (table.paths[row] !== path && expected(path)) unseen.push(path);
    }
  }
  return unseen;
}
