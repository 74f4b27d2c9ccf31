import { readFileSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { DlakeError } from '../errors.ts';
import { isSharedFolder } from './share-folder.ts';

/** What `.dlake/lake.json` says: which lake this is and where its bytes are. */
export interface LakeFile {
  readonly v: 1;
  readonly id: string;
  /** The store's folder, absolute or relative to `.dlake`. */
  readonly store: string;
  /** All users of the folder's group work in this lake; else only its owner, and who the umask lets in. */
  readonly shared?: 'group';
}

/** The folder with everything that belongs to a lake but its worktree. */
export const dlakeFolder = (root: string): string => join(root, '.dlake');

/** The path of the file that makes a folder a lake. */
export const lakeFilePath = (root: string): string => join(root, '.dlake', 'lake.json');

/** Reads a lake's own file; throws `lake-not-found` or `lake-invalid`. */
export function readLakeFile(root: string): LakeFile {
  let text: string;
  try {
    text = readFileSync(lakeFilePath(root), 'utf8');
  } catch (cause) {
    throw new DlakeError('lake-not-found', { from: root }, { cause });
  }
  return parseLakeFile(root, text);
}

/** Who may use a lake's store: as the lake says, or as the folder is that it joined elsewhere. */
export function storeSharing(root: string, file: Pick<LakeFile, 'store' | 'shared'>): 'group' | 'private' {
  if (file.shared !== undefined) return file.shared;
  return isAbsolute(file.store) && isSharedFolder(storeFolder(root, file)) ? 'group' : 'private';
}

/** The store's folder, absolute. */
export const storeFolder = (root: string, file: Pick<LakeFile, 'store'>): string =>
  resolve(dlakeFolder(root), file.store);

function parseLakeFile(root: string, text: string): LakeFile {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new DlakeError('lake-invalid', { root, reason: 'lake.json is not JSON' }, { cause });
  }
  const file = value as Partial<Record<keyof LakeFile, unknown>> | null;
  if (typeof file !== 'object' || file === null || typeof file.v !== 'number') {
    throw new DlakeError('lake-invalid', { root, reason: 'lake.json is not a lake file' });
  }
  if (file.v > 1) throw new DlakeError('format-too-new', { what: 'lake.json', version: file.v });
  if (typeof file.id !== 'string' || typeof file.store !== 'string') {
    throw new DlakeError('lake-invalid', { root, reason: 'lake.json lacks id or store' });
  }
  if (file.shared !== undefined && file.shared !== 'group') {
    throw new DlakeError('lake-invalid', { root, reason: 'lake.json says in an unknown way who shares it' });
  }
  return {
    v: 1,
    id: file.id,
    store: file.store,
    ...(file.shared === undefined ? {} : { shared: file.shared }),
  };
}
