import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { sortUtf8 } from '../records/utf8-order.ts';
import { matchCache } from './match-cache.ts';
import { scanPaths } from './scan-paths.ts';
import { readStatCache } from './stat-cache-file.ts';
import type { Survey } from './survey.ts';
import type { WorktreeFolder } from './worktree-folder.ts';

/**
 * The survey of some files of a folder, nothing else of which is looked at; undefined when one of the paths is not
 * a plain file. Who names a file means it, whatever an ignore file says.
 */
export function surveyOfFiles(folder: WorktreeFolder, paths: readonly string[]): Survey | undefined {
  if (!paths.every((path) => isPlainFile(join(folder.path, path)))) return undefined;
  const wanted = sortUtf8(new Set(paths));
  const { table, problems } = scanPaths(folder.path, wanted);
  // Behind a symlink that is followed, perhaps.
  if (table.paths.length < wanted.length) return undefined;
  const cache = readStatCache(folder);
  return { table, problems, foreign: new Map(), listing: undefined, cache, match: matchCache(table, cache) };
}

function isPlainFile(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
