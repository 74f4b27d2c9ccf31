import { readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { DlakeError } from '../errors.ts';
import type { Lock } from '../records/lock.ts';
import { lockText } from './lock-text.ts';
import { parseLock } from './parse-lock.ts';

/** What the lock file of a repository is called. */
export const LOCK_FILE = 'dlake.lock';

/** Reads a lock file. Throws `lock-not-found`, and what `parseLock` throws. */
export function readLock(file: string): Lock {
  const lock = readLockIfAny(file);
  if (lock === undefined) throw new DlakeError('lock-not-found', { file });
  return lock;
}

/** Reads a lock file; undefined where there is none. */
export function readLockIfAny(file: string): Lock | undefined {
  try {
    return parseLock(readFileSync(file, 'utf8'), file);
  } catch (cause) {
    if (cause instanceof DlakeError) throw cause;
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new DlakeError(
      'lock-invalid',
      { file, reason: `it can't be read (${code ?? 'unknown'})` },
      { cause },
    );
  }
}

/** Writes a lock file, all at once. Throws `file-unwritable`. */
export function writeLock(file: string, lock: Lock): void {
  const target = realOf(file);
  const scratch = `${target}.${process.pid}.new`;
  try {
    writeFileSync(scratch, lockText(lock));
    renameSync(scratch, target);
  } catch (cause) {
    rmSync(scratch, { force: true });
    throw new DlakeError('file-unwritable', { path: file, reason: (cause as Error).message }, { cause });
  }
}

/** Where a file lies behind symlinks; where there is none, the path. */
function realOf(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}
