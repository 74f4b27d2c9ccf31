import type { Layer } from '../../records/layers.ts';
import { headFile } from './head-file.ts';
import { sha256OfFile } from './prove-file.ts';
import { placeOfFile } from './s3-layout.ts';
import type { S3Requests } from './s3-requests.ts';
import type { PackedObject, StoredFile, Upload } from './store-index.ts';
import { uploadOf } from './upload-file.ts';

const GIB = 1024 ** 3;
/** More than this a server does not copy in one request. */
const ONE_COPY_BYTES = 5 * GIB;
const PART_BYTES = GIB;

/**
 * Has the server copy a file into another layer. The copy counts when its bytes are proved: by the SHA-256 that the
 * server computes of it, or by reading it. Undefined when the source is gone or is not what it should be.
 */
export async function copyFile(
  requests: S3Requests,
  from: Layer,
  to: Layer,
  file: StoredFile,
  objects: readonly PackedObject[],
  signal?: AbortSignal,
): Promise<Upload | undefined> {
  const { kind, key, size } = file;
  const copied =
    size > ONE_COPY_BYTES
      ? await copyInParts(requests, from, to, file, signal)
      : await copyWhole(requests, from, to, file, signal);
  if (copied === undefined) return undefined;
  const stored: StoredFile = { kind, key, size, proved: true, ...copied };
  const head = await headFile(requests, to, stored, signal);
  if (typeof head === 'string' || head.size !== size) return undefined;
  const found = head.sha256 ?? (await sha256OfFile(requests, to, stored, signal));
  return found === key ? uploadOf(stored, objects, head) : undefined;
}

/** Retention is not copied: the bucket's own default holds. */
async function copyWhole(
  requests: S3Requests,
  from: Layer,
  to: Layer,
  file: StoredFile,
  signal: AbortSignal | undefined,
): Promise<{ readonly versionId?: string } | undefined> {
  const input = {
    ...placeOfFile(requests.address, to, file),
    CopySource: sourceOf(requests, from, file),
    ChecksumAlgorithm: 'SHA256' as const,
  };
  const outcome = await requests.attempt(to, (s3, options) => s3.copyObject(input, options), signal);
  if (outcome.refused === 'absent' || outcome.refused === 'hidden') return undefined;
  if (outcome.refused !== undefined) throw requests.refused(to, outcome);
  return versionOf(outcome.value.VersionId);
}

async function copyInParts(
  requests: S3Requests,
  from: Layer,
  to: Layer,
  file: StoredFile,
  signal: AbortSignal | undefined,
): Promise<{ readonly versionId?: string } | undefined> {
  const place = placeOfFile(requests.address, to, file);
  const { UploadId } = await requests.run(
    to,
    (s3, options) => s3.createMultipartUpload({ ...place, ChecksumAlgorithm: 'SHA256' }, options),
    signal,
  );
  const CopySource = sourceOf(requests, from, file);
  const copyPart = async (PartNumber: number) => {
    const begin = (PartNumber - 1) * PART_BYTES;
    const CopySourceRange = `bytes=${begin}-${Math.min(file.size, begin + PART_BYTES) - 1}`;
    const input = { ...place, UploadId, PartNumber, CopySource, CopySourceRange };
    const { CopyPartResult } = await requests.run(
      to,
      (s3, options) => s3.uploadPartCopy(input, options),
      signal,
    );
    const { ETag, ChecksumSHA256 } = CopyPartResult ?? {};
    return { PartNumber, ETag, ...(ChecksumSHA256 !== undefined && { ChecksumSHA256 }) };
  };
  const count = Math.ceil(file.size / PART_BYTES);
  const Parts = await Promise.all(Array.from({ length: count }, (_, at) => copyPart(at + 1)));
  const input = { ...place, UploadId, MultipartUpload: { Parts } };
  const { VersionId } = await requests.run(
    to,
    (s3, options) => s3.completeMultipartUpload(input, options),
    signal,
  );
  return versionOf(VersionId);
}

function sourceOf(requests: S3Requests, layer: Layer, file: StoredFile): string {
  const { Bucket, Key } = placeOfFile(requests.address, layer, file);
  const version = file.versionId === undefined ? '' : `?versionId=${encodeURIComponent(file.versionId)}`;
  return `${Bucket}/${Key.split('/').map(encodeURIComponent).join('/')}${version}`;
}

const versionOf = (versionId: string | undefined) => (versionId === undefined ? {} : { versionId });
