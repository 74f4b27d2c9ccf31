import { formatBytes } from '../format/bytes.ts';
import { safeText } from '../format/safe-text.ts';
import { shortId } from '../format/short-id.ts';
import type { ListedFile } from '../lake/list-files.ts';
import { cidText, hexOf } from '../records/ids.ts';
import { isSymlink } from '../records/manifest-entry.ts';

/** A file of a version for programs. A symlink has its target and no id. */
export function fileRowJson({ entry, grade, md5 }: ListedFile) {
  if (isSymlink(entry)) return { path: entry.path, size: 0, id: null, sha256: null, target: entry.target };
  return {
    path: entry.path,
    size: entry.size,
    id: cidText(entry.blob),
    sha256: hexOf(entry.blob),
    ...(entry.executable === true ? { executable: true } : {}),
    ...(md5 === undefined ? {} : { md5 }),
    ...(grade === undefined ? {} : { grade }),
  };
}

/** What a list of files has beside ids, sizes and paths. */
export interface FileColumns {
  readonly md5: boolean;
  readonly grade: boolean;
}

/** A file of a version on one line; what a symlink does not have is left empty. */
export function fileRowText({ entry, grade, md5 }: ListedFile, columns: FileColumns): string {
  const beside = [
    ...(columns.md5 ? [(md5 ?? '').padEnd(32)] : []),
    ...(columns.grade ? [(grade ?? '').padEnd(15)] : []),
  ];
  const [first, size, path] = isSymlink(entry)
    ? ['link', '', `${safeText(entry.path)} -> ${safeText(entry.target)}`]
    : [shortId(entry.blob), formatBytes(entry.size), safeText(entry.path)];
  return [first.padEnd(10), size.padStart(9), ...beside, path].join('  ');
}
