import { existsSync, realpathSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { DlakeError } from '../errors.ts';
import { isLayer } from '../records/layers.ts';
import { parseRef } from '../records/parse-ref.ts';
import { ownFolder, type WorktreeFolder } from './worktree-folder.ts';

/** A folder of the worktree, and a path in it; `''` is all of it. */
export interface PlaceInFolder {
  readonly folder: WorktreeFolder;
  readonly path: string;
}

/**
 * What a typed path means in the worktree; the file need not be there any more. `from` is the folder that it is
 * relative to; a path from the lake's root is found from anywhere. Throws `not-in-lake`.
 */
export function placeInFolder(root: string, from: string, typed: string): PlaceInFolder {
  const here = inside(root, resolve(from, typed));
  const parts = here !== undefined && isLayer(here[0] ?? '') ? here : inside(root, join(root, typed));
  const [layer = '', source = '', id = '', ...rest] = parts ?? [];
  if (!isLayer(layer) || id === '') throw new DlakeError('not-in-lake', { path: typed });
  return { folder: ownFolder(root, parseRef(`${layer}/${source}/${id}`)), path: rest.join('/') };
}

/** The parts of a path below the lake's root, or undefined when it lies elsewhere. */
function inside(root: string, path: string): string[] | undefined {
  const parts = relative(realpathSync(root), existingReal(path)).split(sep);
  return parts[0] === '..' ? undefined : parts;
}

/** The path without symlinks above it, as far as it exists; a symlink at its end is meant itself. */
function existingReal(path: string): string {
  const above = dirname(path);
  if (above === path) return path;
  const real = existsSync(above) ? realpathSync(above) : existingReal(above);
  return join(real, relative(above, path));
}
