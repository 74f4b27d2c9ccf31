import { isAbsolute, join, relative, sep } from 'node:path';
import { DlakeError } from '../errors.ts';
import { dlakeFolder } from './lake-file.ts';

/**
 * Finds out whether a lake's store may be in a folder: in its usual place, or apart from the lake's folder. Both are
 * absolute. Throws `usage-invalid`.
 */
export function checkStorePlace(root: string, store: string): void {
  const inLake = relative(root, store);
  const own = store === join(dlakeFolder(root), 'store');
  if (!own && (isBelow(inLake) || isBelow(relative(store, root)))) {
    const reason = `The store is to lie apart from the lake's folder: ${store} and ${root} lie in one another.`;
    throw new DlakeError('usage-invalid', { reason, see: 'dlake init --help' });
  }
}

const isBelow = (path: string): boolean => path.split(sep)[0] !== '..' && !isAbsolute(path);
