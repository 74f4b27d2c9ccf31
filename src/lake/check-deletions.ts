import { DlakeError } from '../errors.ts';
import type { PathChange } from '../records/diff-manifests.ts';
import { type Ref, refText } from '../records/ref.ts';

/**
 * A version never deletes by surprise: throws `deletions-need-consent` when it lacks more than a tenth of the
 * `total` files of the one before, or any file in raw.
 */
export function checkDeletions(ref: Ref, total: number, changes: readonly PathChange[]): void {
  const deleted = changes.filter(({ after }) => after === undefined).map(({ path }) => path);
  const few = ref.layer === 'raw' ? deleted.length === 0 : deleted.length * 10 <= total;
  if (!few) throw new DlakeError('deletions-need-consent', { ref: refText(ref), deleted, total });
}
