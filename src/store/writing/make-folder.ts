import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a folder and those above it where they are not there. Not `mkdir` with `recursive`, which never returns
 * where the system says ENOENT for a folder that may not be made, as in /proc, and says ENOENT itself where a quota is
 * used up.
 */
export function makeFolder(path: string): void {
  if (tryToMake(path)) return;
  const above = dirname(path);
  if (above !== path) makeFolder(above);
  // Another process may have made it meanwhile.
  if (!tryToMake(path)) mkdirSync(path);
}

/** False when the folder above is not there. */
function tryToMake(path: string): boolean {
  try {
    mkdirSync(path);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return false;
    if (code === 'EEXIST') return true;
    throw error;
  }
}
