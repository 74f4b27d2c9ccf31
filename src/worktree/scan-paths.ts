import { type BigIntStats, lstatSync, readlinkSync } from 'node:fs';
import { DlakeError } from '../errors.ts';
import { targetProblem } from '../records/symlink-target.ts';
import { EXECUTABLE, type FileTable, SYMLINK, statColumns } from './file-table.ts';

/** What was looked for and found. */
export interface FoundPaths {
  readonly table: FileTable;
  /** Paths that may be there, but this process may not look. */
  readonly problems: readonly DlakeError<'file-unreadable'>[];
}

/**
 * Looks for these paths below a folder, given in byte order. A path is there only when its folders are folders, not
 * symlinks, and it is a file or a symlink that stays inside.
 */
export function scanPaths(root: string, paths: readonly string[]): FoundPaths {
  const folders = new Map<string, boolean>([['', true]]);
  const problems: DlakeError<'file-unreadable'>[] = [];
  const found: { path: string; stat: BigIntStats; target: string | undefined }[] = [];
  for (const path of paths) {
    try {
      const row = isBelowFolders(root, path, folders) ? lookAt(root, path) : undefined;
      if (row !== undefined) found.push({ path, ...row });
    } catch (error) {
      const reason = (error as NodeJS.ErrnoException).code ?? String(error);
      problems.push(new DlakeError('file-unreadable', { path, reason }));
      folders.set(folderOf(path), false);
    }
  }
  const columns = statColumns(found.length);
  const targets = new Map<number, string>();
  for (const [row, { stat, target }] of found.entries()) {
    if (target !== undefined) {
      targets.set(row, target);
      columns.flags[row] = SYMLINK;
      continue;
    }
    columns.size[row] = Number(stat.size);
    columns.mtimeNs[row] = stat.mtimeNs;
    columns.ctimeNs[row] = stat.ctimeNs;
    columns.ino[row] = stat.ino;
    columns.flags[row] = (stat.mode & 0o100n) === 0n ? 0 : EXECUTABLE;
  }
  return { table: { ...columns, paths: found.map(({ path }) => path), targets }, problems };
}

function lookAt(root: string, path: string): { stat: BigIntStats; target: string | undefined } | undefined {
  const stat = lstatSync(`${root}/${path}`, { bigint: true, throwIfNoEntry: false });
  if (stat?.isFile() === true) return { stat, target: undefined };
  if (stat?.isSymbolicLink() !== true) return undefined;
  const target = readlinkSync(`${root}/${path}`);
  return targetProblem(path, target) === undefined ? { stat, target } : undefined;
}

function isBelowFolders(root: string, path: string, known: Map<string, boolean>): boolean {
  const folder = folderOf(path);
  const before = known.get(folder);
  if (before !== undefined) return before;
  const is =
    isBelowFolders(root, folder, known) &&
    lstatSync(`${root}/${folder}`, { throwIfNoEntry: false })?.isDirectory() === true;
  known.set(folder, is);
  return is;
}

const folderOf = (path: string): string => path.slice(0, Math.max(path.lastIndexOf('/'), 0));
