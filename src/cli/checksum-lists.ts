import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { ChecksumList } from '../checksums/match-checksums.ts';
import { DlakeError } from '../errors.ts';

/** Reads files of published sums; `url` is where they come from, else their names. Throws `checksums-invalid`. */
export async function checksumLists(
  files: readonly string[],
  url: string | undefined,
): Promise<readonly ChecksumList[]> {
  if (files.length === 0) return [];
  const { readChecksums } = await import('../checksums/read-checksums.ts');
  return files.map((file) => ({
    from: url ?? basename(file),
    rows: readChecksums(textOf(file), file).rows,
  }));
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new DlakeError('checksums-invalid', { from: file, reason: REASONS[code ?? ''] ?? String(code) });
  }
}

const REASONS: { readonly [code: string]: string } = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'you may not read it',
};
