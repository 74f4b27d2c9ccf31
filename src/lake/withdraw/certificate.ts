import { type ImpactedVersion, impactOfBlobs } from '../impact.ts';
import type { Lake } from '../lake.ts';
import { type BlobUses, blobUses, datasetsOf } from './blob-uses.ts';
import type { Erased } from './erase-withdrawn.ts';
import type { Withdrawal } from './withdrawal.ts';

/** What there is to say of a withdrawal to whoever asks for it: who, when, why, what, and what became of it. */
export interface Certificate {
  readonly lake: string;
  readonly withdrawals: readonly Withdrawal[];
  readonly used: readonly BlobUses[];
  /** SOURCE/ID, in byte order. */
  readonly datasets: readonly string[];
  /** Every version that has the bytes, and all that was derived from those. */
  readonly impact: readonly ImpactedVersion[];
  /** Absent while it is pending. */
  readonly erased?: Erased;
}

/** Makes the certificate of withdrawals; asks the catalog. */
export async function certificate(
  lake: Lake,
  withdrawals: readonly Withdrawal[],
  erased?: Erased,
): Promise<Certificate> {
  const blobs = withdrawals.map(({ blob }) => blob);
  const used = await blobUses(lake, blobs);
  return {
    lake: lake.id,
    withdrawals,
    used,
    datasets: [...datasetsOf(used)].sort(),
    impact: await impactOfBlobs(lake, blobs),
    ...(erased && { erased }),
  };
}
