import type { CommitId } from '../records/ids.ts';
import type { PlannedCopy } from './planned-copy.ts';

/** What became of a ref on its way from one lake to the other. */
export interface SyncedRef {
  readonly ref: string;
  /** Where it stood at the receiver before; undefined where it named nothing. */
  readonly from: CommitId | undefined;
  /** Where it stands there now, or would have, had it not been rejected. */
  readonly to: CommitId | undefined;
  readonly result: 'created' | 'fast-forward' | 'merged' | 'up-to-date' | 'rejected';
  /** Why it was rejected, in words. */
  readonly reason?: string;
  /** What would be copied for it, where nothing was to be done. */
  readonly plan?: PlannedCopy;
}
