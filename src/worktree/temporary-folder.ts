import { lstatSync, mkdtempSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../store/writing/make-folder.ts';

/** A run that has not touched its temporary folder for so long is dead. */
const DEAD_MS = 60 * 60 * 1000;
const PREFIX = 'checkout-';

/**
 * Runs something with a temporary folder inside `root`, on its file system; both are made. It lies in `.dlake`
 * there, which is never part of a dataset, so that nothing of a run that was killed is ever taken for data.
 */
export async function withTemporaryFolder<T>(
  root: string,
  run: (temporary: string) => Promise<T>,
): Promise<T> {
  const inside = join(root, '.dlake');
  makeFolder(inside);
  const temporary = mkdtempSync(join(inside, PREFIX));
  removeDead(inside, temporary);
  try {
    return await run(temporary);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
    removeEmpty(inside);
  }
}

/** Removes what killed runs left; ages are by the file system's own clock. */
function removeDead(inside: string, mine: string): void {
  const now = lstatSync(mine).mtimeMs;
  for (const name of readdirSync(inside)) {
    if (!name.startsWith(PREFIX)) continue;
    const made = lstatSync(join(inside, name), { throwIfNoEntry: false })?.mtimeMs ?? now;
    if (now - made > DEAD_MS) removeIfOurs(join(inside, name));
  }
}

/** What another user of a shared lake left is theirs to remove. */
function removeIfOurs(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EACCES' && code !== 'EPERM') throw error;
  }
}

function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Somebody else's: another run, or a lake.
  }
}
