import { lstatSync, type Stats } from 'node:fs';
import { errnoOf, readFailure } from './failure.ts';

/** The stat of what lies at a path, symlinks not followed; undefined when nothing does. Throws `store-damaged`. */
export function lookAt(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if (errnoOf(error) === 'ENOTDIR') return undefined;
    throw readFailure(error, path);
  }
}
