import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DlakeError } from '../errors.ts';

/** What `.dlake/lake.json` says: which lake this is and where its bytes are. */
export interface LakeFile {
  readonly v: 1;
  readonly id: string;
  /** The store's folder, absolute or relative to `.dlake`. */
  readonly store: string;
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

/** The store's folder, absolute. */
export const storeFolder = (root: string, file: LakeFile): string => resolve(dlakeFolder(root), file.store);

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
  return { v: 1, id: file.id, store: file.store };
}
