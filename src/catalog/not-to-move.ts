import { DlakeError } from '../errors.ts';
import { commitId, idFromCidBytes } from '../records/ids.ts';
import { hexOfDigest } from './digest.ts';

/** One thing that keeps a ref from a commit: a record or file that is not kept, a blob that is withdrawn. */
export interface MoveProblem {
  readonly problem: string;
  readonly kind: string;
  readonly key: Uint8Array;
}

/** The error for what a ref was to name: what is withdrawn, else the records and files that are not kept. */
export function notToMove(
  ref: string,
  problems: readonly MoveProblem[],
): DlakeError<'objects-not-live' | 'withdrawn'> {
  const gone = problems.find(({ problem }) => problem === 'withdrawn');
  if (gone !== undefined) return new DlakeError('withdrawn', { id: idFromCidBytes(gone.key) ?? '', ref });
  const hexOf = ({ key }: MoveProblem) => hexOfDigest(key);
  const records = problems.filter(({ kind }) => kind === 'record').map((row) => commitId(hexOf(row)));
  const files = problems
    .filter(({ kind }) => kind !== 'record')
    .map((row) => ({ kind: row.kind, key: hexOf(row) }));
  return new DlakeError('objects-not-live', { ref, records: [...new Set(records)], files });
}
