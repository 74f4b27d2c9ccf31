import { DlakeError } from '../errors.ts';
import { commitId } from '../records/ids.ts';
import { hexOfDigest } from './digest.ts';

/** The error for what a ref was to name and is not kept: records, and files by their kind. */
export function notLive(
  ref: string,
  missing: readonly { readonly kind: string; readonly key: Uint8Array }[],
): DlakeError<'objects-not-live'> {
  const hexOf = ({ key }: { readonly key: Uint8Array }) => hexOfDigest(key);
  const records = missing.filter(({ kind }) => kind === 'record').map((row) => commitId(hexOf(row)));
  const files = missing
    .filter(({ kind }) => kind !== 'record')
    .map((row) => ({ kind: row.kind, key: hexOf(row) }));
  return new DlakeError('objects-not-live', { ref, records: [...new Set(records)], files });
}
