import { lstatSync, readdirSync, rmdirSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';

/** Removes files and symlinks below a root, and the folders that this leaves empty. What has gone already is fine. */
export function removePaths(root: string, paths: readonly string[]): void {
  const folders = new Set<string>();
  for (const path of paths) {
    try {
      unlinkSync(join(root, path));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'ENOENT' && code !== 'ENOTDIR') throw error;
    }
    folders.add(folderOf(path));
  }
  for (const folder of [...folders].sort((a, b) => b.length - a.length)) removeEmptyUp(root, folder);
}

/** Removes a folder below a root when there is nothing in it but folders; false when there is more, or no folder. */
export function removeEmptyFolder(path: string): boolean {
  if (lstatSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return false;
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    if (!entry.isDirectory() || !removeEmptyFolder(join(path, entry.name))) return false;
  }
  rmdirSync(path);
  return true;
}

function removeEmptyUp(root: string, folder: string): void {
  for (let at = folder; at !== ''; at = folderOf(at)) {
    try {
      rmdirSync(join(root, at));
    } catch {
      return;
    }
  }
}

const folderOf = (path: string): string => path.slice(0, Math.max(path.lastIndexOf('/'), 0));
