import type { FileName } from '../catalog-file.ts';
import { hexOfDigest } from '../digest.ts';
import { jsonText } from '../json-text.ts';

/** Names of files as one parameter for the functions that free them. */
export const fileNames = (files: readonly FileName[]): string =>
  jsonText(files.map(({ kind, key }) => ({ kind, key })));

/** The file that a row names. */
export const fileOfRow = (row: { readonly kind: FileName['kind']; readonly key: Uint8Array }): FileName => ({
  kind: row.kind,
  key: hexOfDigest(row.key),
});
