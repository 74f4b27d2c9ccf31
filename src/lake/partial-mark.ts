import { closeSync, existsSync, openSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeFolder } from '../store/writing/make-folder.ts';
import { dlakeFolder } from './lake-file.ts';

const fileOf = (root: string): string => join(dlakeFolder(root), 'state', 'partial');

/** Notes that a ref here may name bytes that are at a remote alone: who shows its state looks for them from now on. */
export function markPartial(root: string): void {
  const file = fileOf(root);
  if (existsSync(file)) return;
  makeFolder(dirname(file));
  closeSync(openSync(file, 'a'));
}

/** Whether a ref here may name bytes that are at a remote alone. */
export const isPartial = (root: string): boolean => existsSync(fileOf(root));
