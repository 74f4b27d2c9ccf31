import type { ExtraFile, VerifyFinding } from '../lake/verify-report.ts';
import type { HashedAll } from '../worktree/hash-all.ts';

/** What came of verifying the files of a pin. */
export interface VerifiedPin {
  /** Files whose bytes were read, and their bytes. */
  readonly checked: number;
  readonly bytes: number;
  /** Files that were not asked for. */
  readonly passedOver: number;
  readonly damaged: readonly VerifyFinding[];
  readonly missing: readonly VerifyFinding[];
  readonly extra: readonly ExtraFile[];
}

/** When nothing could be looked at. */
export const NOTHING_VERIFIED: VerifiedPin = {
  checked: 0,
  bytes: 0,
  passedOver: 0,
  damaged: [],
  missing: [],
  extra: [],
};

/** How the files of a pin are to be verified. */
export interface HowToVerify {
  readonly only: readonly string[] | undefined;
  /** The folder with the files, as findings name it. */
  readonly at: string;
  /** Hashes those files of the folder that are meant. */
  readonly hash: (isMeant: (path: string) => boolean) => Promise<HashedAll>;
}
