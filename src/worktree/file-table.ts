import { compareUtf8 } from '../records/utf8-order.ts';

/** The owner's x bit. */
export const EXECUTABLE = 1;
/** A symlink; it has a target, and its stat counts for nothing. */
export const SYMLINK = 2;
/** The bytes lie behind a symlink that was followed, outside of the folder. */
export const FOREIGN = 4;
/** The store's object is the same inode: its ctime changes with every other link to it, and counts for nothing. */
export const SHARED = 8;
/**
 * The file was last written before somebody began to hash it, by the file system's own clock: what was hashed is
 * what the stat stands for. Without it a write in the same tick could hide behind an equal stat (git's racy-clean
 * rule).
 */
export const SETTLED = 16;

/** What stat says of many files, a row for each. Times in nanoseconds since 1970. */
export interface StatColumns {
  readonly size: Float64Array;
  readonly mtimeNs: BigInt64Array;
  readonly ctimeNs: BigInt64Array;
  readonly ino: BigUint64Array;
  /** The constants above, added up. */
  readonly flags: Uint8Array;
}

/** Files and symlinks below a folder, in byte order of path, in columns: 100,000 of them take a few megabytes. */
export interface FileTable extends StatColumns {
  readonly paths: readonly string[];
  /** By row, for symlinks. */
  readonly targets: ReadonlyMap<number, string>;
}

/** Columns of zeroes. */
export function statColumns(rows: number): StatColumns {
  return {
    size: new Float64Array(rows),
    mtimeNs: new BigInt64Array(rows),
    ctimeNs: new BigInt64Array(rows),
    ino: new BigUint64Array(rows),
    flags: new Uint8Array(rows),
  };
}

/** Copies the first rows of columns into others, from row `at` on. */
export function placeColumns(into: StatColumns, at: number, columns: StatColumns, rows: number): void {
  into.size.set(columns.size.subarray(0, rows), at);
  into.mtimeNs.set(columns.mtimeNs.subarray(0, rows), at);
  into.ctimeNs.set(columns.ctimeNs.subarray(0, rows), at);
  into.ino.set(columns.ino.subarray(0, rows), at);
  into.flags.set(columns.flags.subarray(0, rows), at);
}

/** Copies one row of columns to a row of others. */
export function copyRow(into: StatColumns, at: number, from: StatColumns, row: number): void {
  into.size[at] = from.size[row]!;
  into.mtimeNs[at] = from.mtimeNs[row]!;
  into.ctimeNs[at] = from.ctimeNs[row]!;
  into.ino[at] = from.ino[row]!;
  into.flags[at] = from.flags[row]!;
}

/** The row of a path, or -1. */
export function rowOf({ paths }: Pick<FileTable, 'paths'>, path: string): number {
  let from = 0;
  let to = paths.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (compareUtf8(paths[middle]!, path) < 0) from = middle + 1;
    else to = middle;
  }
  return paths[from] === path ? from : -1;
}
