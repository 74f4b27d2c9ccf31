import { existsSync, realpathSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

/** The parts of a path below a lake's root, none for the root itself; undefined when it lies elsewhere. */
export function partsBelow(root: string, path: string): string[] | undefined {
  const parts = relative(realpathSync(root), existingReal(path)).split(sep);
  if (parts[0] === '..') return undefined;
  return parts[0] === '' ? [] : parts;
}

/** The path without symlinks above it, as far as it exists; a symlink at its end is meant itself. */
function existingReal(path: string): string {
  const above = dirname(path);
  if (above === path) return path;
  const real = existsSync(above) ? realpathSync(above) : existingReal(above);
  return join(real, relative(above, path));
}
