import { DlakeError } from '../errors.ts';
import { foldedPair, probeFolding } from './folding.ts';

/** Throws `paths-fold` when the file system of this folder can't hold two of these paths side by side. */
export function checkFolding(folder: string, paths: Iterable<string>): void {
  const pair = foldedPair(paths, probeFolding(folder));
  if (pair !== undefined) throw new DlakeError('paths-fold', { paths: pair });
}
