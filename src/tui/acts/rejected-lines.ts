import { safe } from '../../format/safe-text.ts';
import type { SyncedRef } from '../../sync/synced-ref.ts';

/** Which refs were rejected, and why. */
export const rejectedLines = (refs: readonly SyncedRef[]): string[] =>
  refs
    .filter(({ result }) => result === 'rejected')
    .map(({ ref, reason }) => safe`${ref} was rejected: ${reason ?? 'no reason is known'}`);
