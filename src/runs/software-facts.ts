import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { hashFile } from '../lake/hash-file.ts';
import { hexOf } from '../records/ids.ts';

/** Files by which tools pin the software that they install. */
const LOCK_FILES = [
  'conda-lock.yml',
  'environment.yml',
  'flake.lock',
  'package-lock.json',
  'pixi.lock',
  'poetry.lock',
  'renv.lock',
  'requirements.txt',
  'uv.lock',
];

/** The sha2-256 of lock files in these folders, by name; the first folder that has one of a name counts. */
export async function lockFiles(folders: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const found: Record<string, string> = {};
  for (const name of LOCK_FILES) {
    const path = folders.map((folder) => join(folder, name)).find((file) => existsSync(file));
    if (path !== undefined) found[name] = hexOf(await hashFile(path));
  }
  return found;
}

/**
 * The containers that a command line names: images by digest (`IMAGE@sha256:...`), and image files (`.sif`) with the
 * sha2-256 of their bytes. An image that is named by a tag alone says nothing of its bytes.
 */
export async function containersOf(argv: readonly string[], cwd: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const word of argv) {
    if (/@sha256:[0-9a-f]{64}$/.test(word)) found.push(word);
    const file = word.endsWith('.sif') ? resolve(cwd, word) : undefined;
    if (file !== undefined && statSync(file, { throwIfNoEntry: false })?.isFile())
      found.push(`${word}@sha256:${hexOf(await hashFile(file))}`);
  }
  return found;
}
