import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { DlakeError } from '../errors.ts';
import type { LakeHost } from '../lake/lake.ts';
import type { VerifyReport } from '../lake/verify-report.ts';
import { LOCK_FILE, readLock } from '../pins/lock-file.ts';
import { LockedPlace } from '../pins/locked-place.ts';
import { verifyLocked } from '../pins/verify-locked.ts';
import type { ProgressDisplay } from './progress-display.ts';

export interface VerifyPinsOptions {
  /** The folder that is named: by default that of the lock file. */
  readonly words: readonly string[];
  readonly file: string | undefined;
  readonly only: readonly string[] | undefined;
  readonly host: LakeHost;
  readonly signal: AbortSignal;
  readonly progress: ProgressDisplay;
}

/** What `verify --locked` does: the pins of a lock file against the files in a folder. */
export async function verifyPins({ words, file, only, ...how }: VerifyPinsOptions): Promise<VerifyReport> {
  const [named, ...more] = words;
  if (more.length > 0)
    throw new DlakeError('usage-invalid', { reason: 'Name one folder at most.', see: 'dlake verify --help' });
  const lockFile = lockFileFor(file, named);
  const folder = resolve(named ?? join(lockFile, '..'));
  const { pins } = readLock(lockFile);
  const place = new LockedPlace(folder);
  return verifyLocked(place, pins, {
    host: how.host,
    signal: how.signal,
    shown: relative('', folder),
    ...(only === undefined ? {} : { only }),
    onProgress: ({ ref }, done) => how.progress.update({ what: 'Verifying', subject: ref, ...done }),
  });
}

/** The lock file that is named, the one here, or else the one in the folder. */
function lockFileFor(file: string | undefined, folder: string | undefined): string {
  if (file !== undefined || folder === undefined || existsSync(LOCK_FILE)) return resolve(file ?? LOCK_FILE);
  return resolve(folder, LOCK_FILE);
}
