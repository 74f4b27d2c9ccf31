import { constants, lstatSync } from 'node:fs';
import { EXECUTABLE, type StatColumns } from './file-table.ts';

/** Marks of rows that gave no stat, in `flags` while a scan is under way. */
export const GONE = 32;
export const NOT_A_FILE = 64;
export const FAILED = 128;

/**
 * Fills the columns from row `at` on with the stats of these paths below the root (which ends with `/`); an empty
 * path leaves its row alone. Synchronous and with bigints: the promise calls take six times as long, and numbers
 * lose the last digits of the times.
 */
export function statPaths(root: string, paths: readonly string[], into: StatColumns, at: number): void {
  let row = at;
  for (const path of paths) {
    if (path !== '') statInto(root + path, into, row);
    row++;
  }
}

function statInto(path: string, into: StatColumns, row: number): void {
  try {
    const stat = lstatSync(path, { bigint: true, throwIfNoEntry: false });
    if (stat === undefined) {
      into.flags[row] = GONE;
      return;
    }
    const mode = Number(stat.mode);
    into.size[row] = Number(stat.size);
    into.mtimeNs[row] = stat.mtimeNs;
    into.ctimeNs[row] = stat.ctimeNs;
    into.ino[row] = stat.ino;
    if ((mode & constants.S_IFMT) !== constants.S_IFREG) into.flags[row] = NOT_A_FILE;
    else into.flags[row] = (mode & constants.S_IXUSR) === 0 ? 0 : EXECUTABLE;
  } catch {
    // The caller asks again for the reason: errors don't fit into columns.
    into.flags[row] = FAILED;
  }
}
