import { chmodSync, lstatSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { DlakeError } from '../../errors.ts';
import type { FileToWrite, WrittenFile } from '../contract.ts';
import { fileStatOf } from '../reading/file-stat.ts';
import { executableMode } from './executable-mode.ts';
import type { SafeFolders } from './safe-folders.ts';
import { writeReason } from './write-reason.ts';

/** Gives a file that lies whole at `part` its mode and its name below the root. */
export function placeFile(root: string, folders: SafeFolders, file: FileToWrite, part: string): WrittenFile {
  const target = join(root, file.path);
  try {
    folders.makeFor(file.path);
    if (file.executable) chmodSync(part, executableMode(lstatSync(part).mode));
    renameSync(part, target);
    const stat = fileStatOf(lstatSync(target, { bigint: true }), false);
    return { index: file.index, result: 'written', stat };
  } catch (error) {
    if (error instanceof DlakeError) throw error;
    return { index: file.index, result: 'unwritable', reason: writeReason(error) };
  }
}
