import { DlakeError } from '../../errors.ts';
import type { Layer } from '../../records/layers.ts';
import { headFile } from './head-file.ts';
import { bucketOf } from './s3-address.ts';
import { type FileName, placeOfFile } from './s3-layout.ts';
import type { S3Requests } from './s3-requests.ts';

/** For how long, and how firmly, a bucket keeps what is put there. */
export interface LockPolicy {
  readonly mode: 'GOVERNANCE' | 'COMPLIANCE';
  readonly days: number;
}

/** The lock that a layer's bucket puts on what comes; undefined where there is none. */
export async function lockPolicy(
  requests: S3Requests,
  layer: Layer,
  signal?: AbortSignal,
): Promise<LockPolicy | undefined> {
  const input = { Bucket: bucketOf(requests.address, layer) };
  const outcome = await requests.attempt(
    layer,
    (s3, options) => s3.getObjectLockConfiguration(input, options),
    signal,
  );
  const rule =
    outcome.refused === undefined ? outcome.value.ObjectLockConfiguration?.Rule?.DefaultRetention : undefined;
  if (rule?.Mode === undefined) return undefined;
  return { mode: rule.Mode, days: rule.Days ?? (rule.Years ?? 0) * 365 };
}

/**
 * Has the server keep a file until then, and reads back until when it does: an ISO time. Retention is only ever
 * lengthened. Throws `store-damaged` where the server says another time than it was asked for, or the file is gone.
 */
export async function extendRetention(
  requests: S3Requests,
  layer: Layer,
  file: FileName & { readonly versionId?: string },
  { mode, until }: { readonly mode: LockPolicy['mode']; readonly until: Date },
  signal?: AbortSignal,
): Promise<string> {
  const place = placeOfFile(requests.address, layer, file);
  const input = {
    ...place,
    ...(file.versionId !== undefined && { VersionId: file.versionId }),
    Retention: { Mode: mode, RetainUntilDate: until },
    ChecksumAlgorithm: 'SHA256' as const,
  };
  await requests.run(layer, (s3, options) => s3.putObjectRetention(input, options), signal);
  const head = await headFile(requests, layer, file, signal);
  const kept = typeof head === 'string' ? undefined : head.retainUntil;
  // Servers keep whole seconds.
  if (kept === undefined || Date.parse(kept) < until.getTime() - 1000) {
    const reason = `its retention could not be extended: it is kept ${kept === undefined ? 'no longer' : `until ${kept}`}`;
    throw new DlakeError('store-damaged', { where: `${place.Bucket}/${place.Key}`, reason });
  }
  return kept;
}
