import { lstatSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a file system takes for one name. */
export interface Folding {
  /** `a` and `A`. */
  readonly case: boolean;
  /** One letter in two Unicode normal forms. */
  readonly form: boolean;
}

/** Folds all that any file system folds. */
export const FOLDS_ALL: Folding = { case: true, form: true };

const COMPOSED = '\u00e9';

/** Finds out what the file system of an existing folder folds, with files of its own in a new folder there. */
export function probeFolding(folder: string): Folding {
  const probe = mkdtempSync(join(folder, 'fold-'));
  try {
    writeFileSync(join(probe, 'a'), '');
    writeFileSync(join(probe, COMPOSED), '');
    return { case: exists(join(probe, 'A')), form: exists(join(probe, COMPOSED.normalize('NFD'))) };
  } finally {
    rmSync(probe, { recursive: true, force: true });
  }
}

const exists = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined;

/**
 * The first two paths of those given, in any order, that such a file system takes for one; also when only folders
 * on their way fold. Undefined when all are told apart.
 */
export function foldedPair(paths: Iterable<string>, folding: Folding): readonly [string, string] | undefined {
  for (const pair of foldedPairs(paths, folding)) return pair;
  return undefined;
}

/** Every path that folds into one before it, with that one. */
export function* foldedPairs(paths: Iterable<string>, folding: Folding): Iterable<readonly [string, string]> {
  if (!folding.case && !folding.form) return;
  const seen = new Map<string, string>();
  let last = '';
  for (const path of paths) {
    const folder = path.slice(0, Math.max(path.lastIndexOf('/'), 0));
    // Neighbours mostly lie in one folder, which was looked at with the first of them.
    const pair =
      meet(path, folding, seen) ?? (folder === last ? undefined : meetFolders(folder, folding, seen));
    last = folder;
    if (pair !== undefined) yield pair;
  }
}

type Pair = readonly [string, string];

/** The pair that a path makes with one that was seen; without one it is noted itself. */
function meet(path: string, folding: Folding, seen: Map<string, string>): Pair | undefined {
  const folded = fold(path, folding);
  const other = seen.get(folded);
  if (other === undefined) seen.set(folded, path);
  return other === undefined || other === path ? undefined : [other, path];
}

function meetFolders(folder: string, folding: Folding, seen: Map<string, string>): Pair | undefined {
  let pair: Pair | undefined;
  for (let at = folder; at !== ''; at = at.slice(0, Math.max(at.lastIndexOf('/'), 0))) {
    pair = meet(at, folding, seen) ?? pair;
  }
  return pair;
}

/** Whether some file system may take this path for another one: it has a capital letter, or one beyond ASCII. */
export const isFoldable = (path: string): boolean => FOLDABLE.test(path);

const FOLDABLE = /[A-Z]|[^\0-\x7f]/;
const ASCII = /^[\0-\x7f]*$/;

function fold(path: string, folding: Folding): string {
  if (ASCII.test(path)) return folding.case ? path.toLowerCase() : path;
  const plain = folding.form ? path.normalize('NFD') : path;
  // Upper case after lower case also joins what has no lower-case twin, as the long s and s.
  const cased = folding.case ? plain.toLowerCase().toUpperCase().toLowerCase() : plain;
  return folding.form ? cased.normalize('NFC') : cased;
}
