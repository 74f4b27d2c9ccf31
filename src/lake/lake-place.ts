import { existsSync } from 'node:fs';
import { dirname, relative, sep } from 'node:path';
import { DlakeError } from '../errors.ts';
import { isLayer } from '../records/layers.ts';
import { findLake } from './find-lake.ts';
import { lakeFilePath } from './lake-file.ts';
import { checkStorePlace } from './store-place.ts';

/**
 * Finds out whether a lake may be made in a folder with its store in another: neither among the datasets of a
 * lake, its own or one around it. Both are absolute. Throws `lake-exists` and `usage-invalid`.
 */
export function checkLakePlace(root: string, store: string): void {
  if (existsSync(lakeFilePath(root))) throw new DlakeError('lake-exists', { root });
  const outer = findLake(dirname(root));
  if (outer !== undefined && isTaken(relative(outer, root)))
    throw new DlakeError('lake-exists', { root: outer, folder: root });
  checkStorePlace(root, store);
}

/** Whether a path in a lake is one of its own folders. */
function isTaken(path: string): boolean {
  const [first = ''] = path.split(sep);
  return first === '.dlake' || isLayer(first);
}
