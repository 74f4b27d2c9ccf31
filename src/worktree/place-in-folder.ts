import { join, resolve } from 'node:path';
import { DlakeError } from '../errors.ts';
import { isLayer } from '../records/layers.ts';
import { parseRef } from '../records/parse-ref.ts';
import { partsBelow } from './parts-below.ts';
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
  const here = partsBelow(root, resolve(from, typed));
  const parts = here !== undefined && isLayer(here[0] ?? '') ? here : partsBelow(root, join(root, typed));
  const [layer = '', source = '', id = '', ...rest] = parts ?? [];
  if (!isLayer(layer) || id === '') throw new DlakeError('not-in-lake', { path: typed });
  return { folder: ownFolder(root, parseRef(`${layer}/${source}/${id}`)), path: rest.join('/') };
}
