import { existsSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { DlakeError, isDlakeError } from '../errors.ts';
import { isLayer } from '../records/layers.ts';
import { parseRef } from '../records/parse-ref.ts';
import { type Ref, refText } from '../records/ref.ts';
import { placeInFolder } from './place-in-folder.ts';
import { folderFor, ownFolder, type WorktreeFolder } from './worktree-folder.ts';

/** What of the disk a commit takes, and to which ref it goes. */
export interface CommitPlace {
  readonly folder: WorktreeFolder;
  /** Paths in the folder that are meant; undefined for all of it. */
  readonly paths: readonly string[] | undefined;
}

/**
 * The folder and ref that a typed path means: a ref's own folder or something in it, or with `as` anything on
 * disk. `from` is the folder that the path is relative to; a path that is a ref is found from anywhere. Throws
 * `path-unknown`, `not-in-lake`, `ref-invalid`.
 */
export function commitPlace(root: string, from: string, typed: string, as: string | undefined): CommitPlace {
  const path = existing(root, from, typed);
  if (as !== undefined) return elsewhere(root, path, parseRef(as));
  const [layer = '', source = '', id = '', ...rest] = relative(realpathSync(root), realpathSync(path)).split(
    sep,
  );
  if (!isLayer(layer) || id === '' || !statSync(join(root, layer, source, id)).isDirectory())
    throw new DlakeError('not-in-lake', { path: typed });
  const folder = ownFolder(root, refOfFolder(root, `${layer}/${source}/${id}`));
  return { folder, paths: rest.length === 0 ? undefined : [rest.join('/')] };
}

/** Two folders of one ref, as raw/pdb/1A8O beside raw/pdb/1a8o, would hide each other's files. */
function refOfFolder(root: string, text: string): Ref {
  const ref = parseRef(text);
  if (realpathSync(ownFolder(root, ref).path) === realpathSync(join(root, text))) return ref;
  throw new DlakeError('ref-invalid', {
    ref: text,
    reason: `the folder ${refText(ref)} stands for this ref too; keep one of them`,
  });
}

function existing(root: string, from: string, typed: string): string {
  const here = resolve(from, typed);
  if (existsSync(here)) return here;
  const inLake = join(root, typed);
  if (existsSync(inLake)) return inLake;
  const other = inOtherForm(root, from, typed);
  if (other !== undefined) return other;
  throw new DlakeError('file-unreadable', { path: typed, reason: 'there is no such file or folder' });
}

/** The path of raw/pdb/1a8o where the folder is raw/pdb/1A8O: who reads the ref in `status` types it so. */
function inOtherForm(root: string, from: string, typed: string): string | undefined {
  try {
    const { folder, path } = placeInFolder(root, from, typed);
    return [join(folder.path, path)].find(existsSync);
  } catch (error) {
    if (isDlakeError(error, 'not-in-lake') || isDlakeError(error, 'ref-invalid')) return undefined;
    throw error;
  }
}

function elsewhere(root: string, path: string, ref: Ref): CommitPlace {
  if (statSync(path).isDirectory()) return { folder: folderFor(root, ref, path), paths: undefined };
  return { folder: folderFor(root, ref, dirname(path)), paths: [basename(path)] };
}
