import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Lock, tryLock } from './lock.ts';

/** Whether a folder's file system keeps the locks that let one process alone open a catalog; the folder is made. */
export async function probeLock(folder: string): Promise<boolean> {
  const held: Lock[] = [];
  let place: string | undefined;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    place = mkdtempSync(join(folder, 'probe-'));
    for (let taken = 0; taken < 2; taken++) {
      const lock = await tryLock(join(place, 'lock'), {});
      if (lock !== undefined) held.push(lock);
    }
    return held.length === 1;
  } catch {
    return false;
  } finally {
    for (const lock of held) lock.release();
    if (place !== undefined) rmSync(place, { recursive: true, force: true });
  }
}
