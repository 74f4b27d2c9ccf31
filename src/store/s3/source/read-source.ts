import { DlakeError } from '../../../errors.ts';
import type { ForeignObject } from '../../contract.ts';
import { followBody } from '../follow-body.ts';
import type { S3Requests } from '../s3-requests.ts';

/** Requests are told as if of this layer: a source has none. */
const LAYER = 'raw';

/** An object that is being read. */
export interface ReadSource {
  /** The same object, with the version that is read where its bucket keeps versions. */
  readonly object: ForeignObject;
  /** The SHA-256 of all of it that its server keeps, in hex; to be compared, not to be believed. */
  readonly said?: string;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** Reads an object as it was listed. Throws `file-changed` when it is another one by now, or gone. */
export async function readSource(
  requests: S3Requests,
  object: ForeignObject,
  signal?: AbortSignal,
): Promise<ReadSource> {
  const { bucket, key, size, etag } = object;
  const changed = () => new DlakeError('file-changed', { path: key });
  const open = async (offset: number, versionId: string | undefined) => {
    const input = {
      Bucket: bucket,
      Key: key,
      IfMatch: etag,
      ...(versionId !== undefined && { VersionId: versionId }),
      ...(offset > 0 ? { Range: `bytes=${offset}-` } : { ChecksumMode: 'ENABLED' as const }),
    };
    const outcome = await requests.attempt(LAYER, (s3, options) => s3.getObject(input, options), signal);
    if (outcome.refused === undefined) return outcome.value;
    if (['absent', 'hidden', 'exists'].includes(outcome.refused)) throw changed();
    throw requests.refused(LAYER, outcome);
  };
  const first = await open(0, object.versionId);
  const { VersionId, ContentLength, ChecksumSHA256 } = first;
  if (ContentLength !== size) throw changed();
  const versionId = object.versionId ?? (VersionId === 'null' ? undefined : VersionId);
  const whole = ChecksumSHA256 !== undefined && !ChecksumSHA256.includes('-');
  const bodyOf = ({ Body }: typeof first) => (Body ?? []) as unknown as AsyncIterable<Uint8Array>;
  const bytes = followBody(requests, LAYER, bodyOf(first), {
    length: size,
    held: size,
    again: async (at) => bodyOf(await open(at, versionId)),
    ...(signal && { signal }),
  });
  return {
    object: { ...object, ...(versionId !== undefined && { versionId }) },
    ...(whole && { said: Buffer.from(ChecksumSHA256, 'base64').toString('hex') }),
    bytes,
  };
}
