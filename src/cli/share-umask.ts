import { readLakeFile } from '../lake/lake-file.ts';

/**
 * In a lake that a group shares the group may write to whatever this process makes, as its umask says from now on;
 * what others may do stays the user's choice. Gives back the umask that was the user's own.
 */
export function shareUmask(root: string | undefined): number {
  const own = process.umask();
  if (root !== undefined && isShared(root)) process.umask(own & 0o707);
  return own;
}

function isShared(root: string): boolean {
  try {
    return readLakeFile(root).shared === 'group';
  } catch {
    // Whoever opens the lake tells what is wrong with it.
    return false;
  }
}
