import { isDlakeError } from '../../errors.ts';
import type { Layer } from '../../records/layers.ts';
import { type FileName, placeOfFile } from './s3-layout.ts';
import type { S3Requests } from './s3-requests.ts';

/** What a server says of a stored file. */
export interface FileHead {
  readonly size: number;
  readonly versionId?: string;
  readonly retainUntil?: string;
  /** The sha2-256 of its bytes in hex, as the server computed it. */
  readonly sha256?: string;
  /** Of a file that came in parts: the sum of their sums, as `BASE64-COUNT`. */
  readonly composite?: string;
}

/** Asks for a file, or for one version of it; `hidden` when a delete marker covers it. */
export async function headFile(
  requests: S3Requests,
  layer: Layer,
  file: FileName & { readonly versionId?: string },
  signal?: AbortSignal,
): Promise<FileHead | 'absent' | 'hidden'> {
  const input = {
    ...placeOfFile(requests.address, layer, file),
    ...(file.versionId !== undefined && { VersionId: file.versionId }),
    ChecksumMode: 'ENABLED' as const,
  };
  const outcome = await requests
    .attempt(layer, (s3, options) => s3.headObject(input, options), signal)
    .catch((error: unknown) => {
      if (file.versionId !== undefined && isBadRequest(error)) return { refused: 'absent', error } as const;
      throw error;
    });
  if (outcome.refused === 'hidden') return 'hidden';
  if (outcome.refused === 'absent') return 'absent';
  if (outcome.refused !== undefined) throw requests.refused(layer, outcome);
  const { ContentLength, VersionId, ObjectLockRetainUntilDate, ChecksumSHA256 } = outcome.value;
  const whole = ChecksumSHA256 !== undefined && !ChecksumSHA256.includes('-');
  return {
    size: ContentLength ?? -1,
    ...(VersionId !== undefined && { versionId: VersionId }),
    ...(ObjectLockRetainUntilDate && { retainUntil: ObjectLockRetainUntilDate.toISOString() }),
    ...(whole && { sha256: Buffer.from(ChecksumSHA256, 'base64').toString('hex') }),
    ...(!whole && ChecksumSHA256 !== undefined && { composite: ChecksumSHA256 }),
  };
}

/** A version id that the server never gives: somebody wrote it into the catalog. A HEAD has no body that says so. */
function isBadRequest(error: unknown): boolean {
  if (!isDlakeError(error, 'remote-refused')) return false;
  const cause = error.cause as { readonly $metadata?: { readonly httpStatusCode?: number } } | undefined;
  return error.data.cause === 'other' && cause?.$metadata?.httpStatusCode === 400;
}
