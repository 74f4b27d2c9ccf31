import { lstatSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { DlakeError } from '../errors.ts';
import { compareUtf8 } from '../records/utf8-order.ts';
import type { CallOptions } from '../store/contract.ts';
import { copyRow, type FileTable, FOREIGN, type StatColumns, SYMLINK, statColumns } from './file-table.ts';
import { folderStamps } from './folder-stamp.ts';
import { type IgnoreRules, NO_RULES, rulesDigest } from './ignore.ts';
import type { Listing } from './listing.ts';
import { FAILED, GONE, NOT_A_FILE } from './stat-paths.ts';
import { StatPool } from './stat-pool.ts';
import { throwIfAborted } from './throw-if-aborted.ts';
import { type ScanProblem, Walk } from './walk.ts';

export interface ScanOptions extends CallOptions {
  /** What is left out besides `.dlake`; without it nothing is, and ignore files in the folder don't count. */
  readonly rules?: IgnoreRules;
  /** What the folder is to the rules: `raw/geo/GSE1/`. */
  readonly rulesFolder?: string;
  /** When the scan begins, by the file system's clock; with it the listing tells the most. */
  readonly since?: bigint;
  /** Take what symlinks that lead out of the folder lead to; default: they are problems. */
  readonly followSymlinks?: boolean;
}

/** A folder as it was a moment ago. */
export interface Scan {
  /** All files and symlinks. */
  readonly table: FileTable;
  /** By row of the table, the path from the folder at which the bytes behind a followed symlink are found. */
  readonly foreign: ReadonlyMap<number, string>;
  /** What a dataset can't have, in byte order of path. */
  readonly problems: readonly ScanProblem[];
  /** The names that were found; undefined when more could be added than they would tell. */
  readonly listing: Listing | undefined;
}

/** Folders between two looks at the signal. */
const BREATH = 64;

/**
 * Scans a folder: what is in it, and the stat of every file. Names and paths that a manifest can't hold, what is
 * neither file nor symlink nor folder, folders that can't be read and symlinks that lead outside are problems, not
 * errors. Throws `file-unreadable` when the folder itself can't be read, `interrupted` when aborted.
 */
export async function scan(folder: string, options: ScanOptions = {}): Promise<Scan> {
  const root = folder.endsWith('/') ? folder : `${folder}/`;
  const walk = new Walk(root, {
    rules: options.rules ?? NO_RULES,
    rulesFolder: options.rulesFolder ?? '',
    ignoreFiles: options.rules !== undefined,
    stamp: options.since === undefined ? () => undefined : folderStamps(root, options.since),
    followSymlinks: options.followSymlinks ?? false,
  });
  const pool = new StatPool(root);
  try {
    let given = 0;
    for (let steps = 1, more = true; more; steps++) {
      more = walk.step();
      for (; given < walk.paths.length; given++) {
        pool.add(walk.targets.has(given) ? '' : (walk.foreign.get(given) ?? walk.paths[given]!));
      }
      if (steps % BREATH !== 0) continue;
      await setImmediate();
      throwIfAborted(options);
    }
    const found = settled(root, walk, await pool.finish());
    const tells = options.rules !== undefined && found.problems.length + found.foreign.size === 0;
    const listing =
      tells && !walk.hiddenRules ? { rules: rulesDigest(options.rules), folders: walk.folders } : undefined;
    return { ...found, listing };
  } finally {
    pool.close();
  }
}

/** Turns the marks of rows without a stat into problems, and leaves out what has gone since it was listed. */
function settled(root: string, walk: Walk, columns: StatColumns): Omit<Scan, 'listing'> {
  const { paths, targets, foreign } = walk;
  const problems = [...walk.problems];
  const bad = new Set<number>();
  const { flags } = columns;
  for (const row of targets.keys()) flags[row] = SYMLINK;
  for (const row of foreign.keys()) flags[row]! |= FOREIGN;
  for (let row = 0; row < flags.length; row++) {
    if (flags[row]! < GONE) continue;
    bad.add(row);
    const path = paths[row]!;
    if ((flags[row]! & NOT_A_FILE) !== 0)
      problems.push(new DlakeError('file-kind', { path, kind: 'unknown' }));
    else if ((flags[row]! & FAILED) !== 0)
      problems.push(new DlakeError('file-unreadable', { path, reason: reasonOf(root + path) }));
  }
  problems.sort((a, b) => compareUtf8(a.data.path, b.data.path));
  if (bad.size === 0 && foreign.size === 0)
    return { table: { ...columns, paths, targets }, foreign, problems };
  const kept = [...paths.keys()].filter((row) => !bad.has(row));
  // A followed link to a folder was listed as a name without a slash, and its files belong elsewhere in the order.
  if (foreign.size > 0) kept.sort((a, b) => compareUtf8(paths[a]!, paths[b]!));
  return { ...selected({ ...columns, paths, targets }, foreign, kept), problems };
}

/** These rows alone, in this order. */
function selected(
  table: FileTable,
  foreign: ReadonlyMap<number, string>,
  rows: readonly number[],
): Pick<Scan, 'table' | 'foreign'> {
  const columns = statColumns(rows.length);
  const targets = new Map<number, string>();
  const behind = new Map<number, string>();
  for (const [at, row] of rows.entries()) {
    copyRow(columns, at, table, row);
    const target = table.targets.get(row);
    if (target !== undefined) targets.set(at, target);
    const place = foreign.get(row);
    if (place !== undefined) behind.set(at, place);
  }
  return { table: { ...columns, targets, paths: rows.map((row) => table.paths[row]!) }, foreign: behind };
}

function reasonOf(path: string): string {
  try {
    lstatSync(path);
    return 'it could not be read a moment ago';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  }
}
