import { type BigIntStats, statSync } from 'node:fs';
import { errnoOf } from '../failure.ts';
import type { Reference } from './reference.ts';

/** What became of a file that is referred to. `replaced`: of the same size and time, and yet another file. */
export type ReferenceState = 'as-recorded' | 'changed' | 'replaced' | 'gone';

/** Compares a file with what was recorded of it; one that can't be looked at, as on a disk that is not there, is gone. */
export function referenceState({ path, size, mtimeNs, ctimeNs, ino }: Reference): ReferenceState {
  const now = statOf(path);
  if (now === undefined || !now.isFile()) return 'gone';
  if (Number(now.size) !== size || now.mtimeNs !== mtimeNs) return 'changed';
  return now.ctimeNs === ctimeNs && now.ino === ino ? 'as-recorded' : 'replaced';
}

function statOf(path: string): BigIntStats | undefined {
  try {
    return statSync(path, { bigint: true, throwIfNoEntry: false });
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    return undefined;
  }
}
