import { renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { syncPath } from '../store/folder/folder-writer.ts';
import { type LakeFile, lakeFilePath } from './lake-file.ts';

/** Sets what a lake's own file says, durably and at once. */
export function writeLakeFile(root: string, file: LakeFile): void {
  const path = lakeFilePath(root);
  writeFileSync(`${path}.new`, `${JSON.stringify(file, null, 2)}\n`, { flush: true });
  renameSync(`${path}.new`, path);
  syncPath(dirname(path));
}
