import { randomBytes } from 'node:crypto';
import { closeSync, fstatSync, openSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../store/writing/make-folder.ts';

/**
 * The time of the file system that holds this folder, in nanoseconds, as it would stamp a file written now: the
 * clock of whoever serves it, in the ticks it counts in. The folder is made when it isn't there.
 */
export function fileSystemTime(folder: string): bigint {
  makeFolder(folder);
  const path = join(folder, `${randomBytes(6).toString('hex')}.tmp`);
  const file = openSync(path, 'wx');
  try {
    return fstatSync(file, { bigint: true }).mtimeNs;
  } finally {
    closeSync(file);
    unlinkSync(path);
  }
}
