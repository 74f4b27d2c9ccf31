import { DlakeError } from '../../errors.ts';
import type { ObjectId } from '../../records/ids.ts';
import { connectS3 } from '../../store/s3/connect-s3.ts';
import { extendRetention, lockPolicy } from '../../store/s3/retention.ts';
import { parseS3Address } from '../../store/s3/s3-address.ts';
import type { StoredFile } from '../../store/s3/store-index.ts';
import { ancestors } from '../ancestors.ts';
import { listRefHeads } from '../list-ref-heads.ts';
import { namedObjects } from '../named-objects.ts';
import type { CommitWithId } from '../read-commit.ts';
import { allWithdrawals } from '../withdraw/all-withdrawals.ts';
import { blobUses, holdsOn } from '../withdraw/blob-uses.ts';
import type { CentralLake } from './open-central-lake.ts';

/** What was done to keep raw data locked. */
export interface Maintained {
  /** Files that living refs of raw need. */
  readonly files: number;
  /** Those whose retention was less than half of what the bucket gives, and was or would be extended. */
  readonly extended: number;
  /** Until when those are kept now: an ISO time; absent where nothing was extended. */
  readonly until?: string;
}

const DAY = 86_400_000;

/**
 * Extends the retention of what living refs of raw need and that is kept for less than half of the time that the
 * bucket gives to what is new; not of what is withdrawn, unless a hold keeps it. Throws
 * `rule-refused` where raw is not locked.
 */
export async function maintainCentral(
  lake: CentralLake,
  store: string,
  { dryRun = false, signal }: { readonly dryRun?: boolean; readonly signal?: AbortSignal } = {},
): Promise<Maintained> {
  const requests = await connectS3({ address: parseS3Address(store) });
  try {
    const policy = await lockPolicy(requests, 'raw', signal);
    if (policy === undefined)
      throw new DlakeError('rule-refused', {
        subject: 'raw',
        rule: 'its bucket locks nothing: there is nothing to extend',
      });
    const now = lake.now().getTime();
    const until = new Date(now + policy.days * DAY);
    const soon = now + (policy.days * DAY) / 2;
    const files = await neededFiles(lake, signal);
    const due = files.filter(
      ({ retainUntil }) => retainUntil === undefined || Date.parse(retainUntil) < soon,
    );
    if (!dryRun) {
      for (const file of due) {
        const kept = await extendRetention(requests, 'raw', file, { mode: policy.mode, until }, signal);
        await lake.index.note('raw', [{ kind: file.kind, key: file.key, retainUntil: kept }]);
      }
    }
    return {
      files: files.length,
      extended: due.length,
      ...(due.length === 0 ? {} : { until: until.toISOString() }),
    };
  } finally {
    requests.close();
  }
}

/** The files that hold what living refs of raw name, with all versions behind them. */
async function neededFiles(
  lake: CentralLake,
  signal: AbortSignal | undefined,
): Promise<readonly StoredFile[]> {
  const files = new Map<string, StoredFile>();
  const withdrawn = await toErase(lake);
  const walked = new Set<string>();
  for (const { ref, commit } of await listRefHeads(lake, ['raw'])) {
    if (commit === undefined) continue;
    const versions: CommitWithId[] = [];
    for await (const version of ancestors(lake, commit, ref.layer)) versions.push(version);
    for await (const batch of namedObjects(lake, versions, { walked })) {
      signal?.throwIfAborted();
      const ids = batch.map(({ id }) => id).filter((id) => !withdrawn.has(id));
      for (const { file } of (await lake.index.locate('raw', ids)).values())
        files.set(`${file.kind}/${file.key}`, file);
    }
  }
  return [...files.values()];
}

/** What is withdrawn and no hold keeps: a lock that is extended would only put off its erasure. */
async function toErase(lake: CentralLake): Promise<ReadonlySet<ObjectId>> {
  const blobs = (await allWithdrawals(lake)).flatMap(({ blob, approval }) =>
    approval === undefined ? [] : [blob],
  );
  if (blobs.length === 0) return new Set();
  const kept = await holdsOn(lake, await blobUses(lake, blobs));
  return new Set<ObjectId>(blobs.filter((blob) => !kept.has(blob)));
}
