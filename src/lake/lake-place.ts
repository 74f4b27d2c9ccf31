import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { DlakeError } from '../errors.ts';
import { isLayer } from '../records/layers.ts';
import { findLake } from './find-lake.ts';
import { dlakeFolder, lakeFilePath } from './lake-file.ts';

/**
 * Finds out whether a lake may be made in a folder with its store in another: neither among the datasets of a
 * lake, its own or one around it. Both are absolute. Throws `lake-exists` and `usage-invalid`.
 */
export function checkLakePlace(root: string, store: string): void {
  if (existsSync(lakeFilePath(root))) throw new DlakeError('lake-exists', { root });
  const outer = findLake(dirname(root));
  if (outer !== undefined && isTaken(relative(outer, root)))
    throw new DlakeError('lake-exists', { root: outer, folder: root });
  const inLake = relative(root, store);
  const own = store === join(dlakeFolder(root), 'store');
  if (!own && (isBelow(inLake) || isBelow(relative(store, root)))) {
    const reason = `The store is to lie apart from the lake's folder: ${store} and ${root} lie in one another.`;
    throw new DlakeError('usage-invalid', { reason, see: 'dlake init --help' });
  }
}

/** Whether a path in a lake is one of its own folders. */
function isTaken(path: string): boolean {
  const [first = ''] = path.split(sep);
  return first === '.dlake' || isLayer(first);
}

const isBelow = (path: string): boolean => path.split(sep)[0] !== '..' && !isAbsolute(path);
