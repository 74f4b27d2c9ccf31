import { existsSync, renameSync, rmSync } from 'node:fs';
import { dataFolder, lockFile } from './catalog-places.ts';
import { waitForLock } from './lock.ts';

/**
 * Puts a catalog's data aside under the folder's lock, in place of what was put aside before. False, and nothing
 * is touched, when the lock is not free within `patience` milliseconds: somebody has the data open.
 */
export async function putDataAside(folder: string, patience: number): Promise<boolean> {
  const data = dataFolder(folder);
  if (!existsSync(data)) return true;
  const lock = await waitForLock(lockFile(folder), {}, patience);
  if (lock === undefined) return false;
  try {
    if (!existsSync(data)) return true;
    rmSync(`${data}.aside`, { recursive: true, force: true });
    renameSync(data, `${data}.aside`);
    rmSync(`${data}.mark`, { force: true });
    return true;
  } finally {
    lock.release();
  }
}
