import type { CopyProgress } from './copy-progress.ts';

/** How far the copy of one ref is. */
export interface TransferProgress extends CopyProgress {
  readonly ref: string;
  /** How much it will be; absent where it was not counted before. */
  readonly ofObjects?: number;
  readonly ofBytes?: number;
}
