import { diskFull } from '../errors.ts';
import { fileSystemTime } from './file-system-time.ts';
import type { StatCache } from './stat-cache.ts';
import { writeStatCache } from './stat-cache-file.ts';
import type { WorktreeFolder } from './worktree-folder.ts';

/** When hashing begins, by the clock of the file system that will hold the cache; 0 where no cache can be kept. */
export function cacheTime(folder: WorktreeFolder): bigint {
  return unlessReadOnly(() => fileSystemTime(folder.state)) ?? 0n;
}

/** Replaces a folder's stat cache; where that can't be written, the next run hashes again. */
export function keepCache(folder: WorktreeFolder, cache: StatCache): void {
  unlessReadOnly(() => writeStatCache(folder, cache));
}

const READ_ONLY = new Set(['EACCES', 'EPERM', 'EROFS']);

function unlessReadOnly<T>(write: () => T): T | undefined {
  try {
    return write();
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (READ_ONLY.has(code) || diskFull(error, '') !== undefined) return undefined;
    throw error;
  }
}
