import { writeFileSync } from 'node:fs';
import { DlakeError } from '../errors.ts';

/** Writes a report to a file, line by line. Throws `file-unwritable`. */
export function writeReport(file: string, lines: readonly string[]): void {
  try {
    writeFileSync(file, `${lines.join('\n')}\n`);
  } catch (cause) {
    throw new DlakeError('file-unwritable', { path: file, reason: (cause as Error).message }, { cause });
  }
}
