import type { BigIntStats } from 'node:fs';
import type { FileStat } from '../contract.ts';

/** What a stat tells of a file; `shared` when the store's object is the same inode. */
export function fileStatOf(stat: BigIntStats, shared: boolean): FileStat {
  return {
    size: Number(stat.size),
    mtimeNs: stat.mtimeNs,
    ctimeNs: stat.ctimeNs,
    ino: stat.ino,
    executable: (stat.mode & 0o100n) !== 0n,
    shared,
  };
}

/** Whether nothing was written to the file between these two stats. */
export function sameFile(before: BigIntStats, after: BigIntStats): boolean {
  return (
    before.size === after.size &&
    before.mtimeNs === after.mtimeNs &&
    before.ctimeNs === after.ctimeNs &&
    before.ino === after.ino
  );
}
