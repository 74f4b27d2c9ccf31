import { chmodSync, statSync } from 'node:fs';
import { makeFolder } from '../store/writing/make-folder.ts';

/** The group may write, and what is made in the folder is the group's. */
const OPEN = 0o2070;
/** And nobody else may look. */
const SHARED = 0o2077;

/** Makes a folder in which everybody of its group may write, and nobody else may look; one that is there becomes so. */
export function shareFolder(path: string): void {
  makeFolder(path);
  if (!isSharedFolder(path)) chmodSync(path, (statSync(path).mode & 0o7700) | OPEN);
}

/** Whether a folder is as `shareFolder` makes it. */
export const isSharedFolder = (path: string): boolean => (modeOf(path) & SHARED) === OPEN;

/** Whether everybody of a folder's group may write in it, and what is made there is the group's. */
export const isOpenToGroup = (path: string): boolean => (modeOf(path) & OPEN) === OPEN;

const modeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.mode ?? 0;
