import { readFileSync } from 'node:fs';
import { DlakeError } from '../errors.ts';

/** The text of a file that a user named. Throws `file-unreadable`. */
export function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new DlakeError('file-unreadable', { path: file, reason: (cause as Error).message }, { cause });
  }
}
