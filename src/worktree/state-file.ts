import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { DlakeError, diskFull } from '../errors.ts';
import { makeFolder } from '../store/writing/make-folder.ts';

/**
 * Writes a small file of the worktree's state whole or not at all, under a temporary name first; `durable` also
 * has it on disk when this returns, and throws `disk-full` or `store-unwritable`. Else throws what the system says.
 */
export function writeStateFile(path: string, bytes: Uint8Array, durable: boolean): void {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    makeFolder(dirname(path));
    const file = openSync(temporary, 'wx');
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
      if (durable) fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw durable ? unwritable(path, error) : error;
  }
}

function unwritable(path: string, cause: unknown): unknown {
  const { code, message } = cause as NodeJS.ErrnoException;
  if (code === undefined) return cause;
  return diskFull(cause, path) ?? new DlakeError('store-unwritable', { path, reason: message }, { cause });
}

/** The file's bytes, or undefined when there is none. */
export function readStateFile(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}
