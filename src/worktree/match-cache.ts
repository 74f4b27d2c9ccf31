import { compareUtf8 } from '../records/utf8-order.ts';
import { EXECUTABLE, type FileTable, FOREIGN, SETTLED, SHARED, SYMLINK } from './file-table.ts';
import type { StatCache } from './stat-cache.ts';

/** What a stat cache says of a scanned folder. */
export interface CacheMatch {
  /** For each row of the table the row of the cache that vouches for its digest, or -1. */
  readonly vouched: Int32Array;
  /** Files that must be hashed, as rows of the table. */
  readonly stale: readonly number[];
  /** Symlinks that the cache does not know, or knows to lead elsewhere, as rows of the table. */
  readonly fresh: readonly number[];
  /** Rows of the cache that the table has no row for. */
  readonly gone: readonly number[];
}

/** Compares a scan to a cache, row by row in the order that both are in. */
export function matchCache(table: FileTable, cache: StatCache | undefined): CacheMatch {
  const vouched = new Int32Array(table.paths.length).fill(-1);
  const stale: number[] = [];
  const fresh: number[] = [];
  const gone: number[] = [];
  const cached = cache?.table.paths ?? [];
  const same = cache === undefined ? () => false : sameStat(table, cache.table);
  let at = 0;
  for (let row = 0; row < table.paths.length; row++) {
    const path = table.paths[row]!;
    while (at < cached.length && cached[at] !== path && compareUtf8(cached[at]!, path) < 0) gone.push(at++);
    const known = at < cached.length && cached[at] === path;
    if (table.flags[row] === SYMLINK) {
      if (!known || cache?.table.targets.get(at) !== table.targets.get(row)) fresh.push(row);
    } else if (known && same(row, at)) vouched[row] = at;
    else stale.push(row);
    if (known) at++;
  }
  for (; at < cached.length; at++) gone.push(at);
  return { vouched, stale, fresh, gone };
}

const KIND = EXECUTABLE | FOREIGN | SYMLINK;

/** Whether the stat of a row of the scan is that of a row of the cache, and may be trusted. */
function sameStat(now: FileTable, then: FileTable): (row: number, at: number) => boolean {
  const mtime = sameNumber(now.mtimeNs, then.mtimeNs);
  const ctime = sameNumber(now.ctimeNs, then.ctimeNs);
  const ino = sameNumber(now.ino, then.ino);
  return (row, at) => {
    const flags = then.flags[at]!;
    return (
      (flags & SETTLED) !== 0 &&
      (flags & KIND) === (now.flags[row]! & KIND) &&
      then.size[at] === now.size[row] &&
      mtime(row, at) &&
      ino(row, at) &&
      ((flags & SHARED) !== 0 || ctime(row, at))
    );
  };
}

/** Compares 64-bit numbers as two halves: no bigint is made of them, which takes as long as all the rest. */
function sameNumber(
  now: BigInt64Array | BigUint64Array,
  then: BigInt64Array | BigUint64Array,
): (row: number, at: number) => boolean {
  const a = new Int32Array(now.buffer, now.byteOffset, now.length * 2);
  const b = new Int32Array(then.buffer, then.byteOffset, then.length * 2);
  return (row, at) => a[2 * row] === b[2 * at] && a[2 * row + 1] === b[2 * at + 1];
}
