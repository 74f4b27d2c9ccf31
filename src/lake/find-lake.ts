import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { lakeFilePath } from './lake-file.ts';

/** The nearest folder at or above `from` that is a lake, or undefined. */
export function findLake(from: string): string | undefined {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    if (existsSync(lakeFilePath(folder))) return folder;
    if (dirname(folder) === folder) return undefined;
  }
}
