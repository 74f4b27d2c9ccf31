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

/** What the server copies. */
export interface CopySource {
  /** Bucket, key and version, as the header wants it. */
  readonly source: string;
  /** The copy is refused if the source's content is called otherwise by now. */
  readonly etag?: string;
  /** Metadata and tags of the source are not copied. */
  readonly bare?: boolean;
}

/**
 * Has the server copy a file into another layer. The copy counts when its bytes are proved: by the SHA-256 that the
 * server computes of it, or by reading it. Undefined when the source is gone or is not what it should be.
 */
export function copyFile(
  requests: S3Requests,
  from: Layer,
  to: Layer,
  file: StoredFile,
  objects: readonly PackedObject[],
  signal?: AbortSignal,
): Promise<Upload | undefined> {
  const { Bucket, Key } = placeOfFile(requests.address, from, file);
  const { versionId } = file;
  const place = { bucket: Bucket, key: Key, ...(versionId !== undefined && { versionId }) };
  return copyInto(requests, to, { source: copySource(place) }, file, objects, signal);
}

/** As `copyFile`, from anywhere at the server. */
export async function copyInto(
  requests: S3Requests,
  to: Layer,
  from: CopySource,
  file: StoredFile,
  objects: readonly PackedObject[],
  signal?: AbortSignal,
): Promise<Upload | undefined> {
  const { kind, key, size } = file;
  const copied =
    size > ONE_COPY_BYTES
      ? await copyInParts(requests, to, from, file, signal)
      : await copyWhole(requests, to, from, file, signal);
  if (copied === undefined) return undefined;
  const stored: StoredFile = { kind, key, size, proved: true, ...copied };
  const head = await headFile(requests, to, stored, signal);
  if (typeof head === 'string' || head.size !== size) return undefined;
  const found = head.sha256 ?? (await sha256OfFile(requests, to, stored, signal));
  return found === key ? uploadOf(stored, objects, head) : undefined;
}

/** The header that names an object which is to be copied. */
export function copySource(place: {
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string;
}): string {
  const version = place.versionId === undefined ? '' : `?versionId=${encodeURIComponent(place.versionId)}`;
  return `${place.bucket}/${place.key.split('/').map(encodeURIComponent).join('/')}${version}`;
}

/** The source is gone, or another one by now. */
const GONE: ReadonlySet<string> = new Set(['absent', 'hidden', 'exists']);

/** Retention is not copied: the bucket's own default holds. */
async function copyWhole(
  requests: S3Requests,
  to: Layer,
  { source, etag, bare }: CopySource,
  file: StoredFile,
  signal: AbortSignal | undefined,
): Promise<{ readonly versionId?: string } | undefined> {
  const input = {
    ...placeOfFile(requests.address, to, file),
    CopySource: source,
    ChecksumAlgorithm: 'SHA256' as const,
    ...(etag !== undefined && { CopySourceIfMatch: etag }),
    ...(bare && { MetadataDirective: 'REPLACE' as const, TaggingDirective: 'REPLACE' as const }),
  };
  const outcome = await requests.attempt(to, (s3, options) => s3.copyObject(input, options), signal);
  if (outcome.refused === undefined) return versionOf(outcome.value.VersionId);
  if (GONE.has(outcome.refused)) return undefined;
  throw requests.refused(to, outcome);
}

async function copyInParts(
  requests: S3Requests,
  to: Layer,
  { source, etag }: CopySource,
  file: StoredFile,
  signal: AbortSignal | undefined,
): Promise<{ readonly versionId?: string } | undefined> {
  const place = placeOfFile(requests.address, to, file);
  const { UploadId } = await requests.run(
    to,
    (s3, options) => s3.createMultipartUpload({ ...place, ChecksumAlgorithm: 'SHA256' }, options),
    signal,
  );
  const begun = { ...place, UploadId };
  const copyPart = async (PartNumber: number) => {
    const begin = (PartNumber - 1) * PART_BYTES;
    const CopySourceRange = `bytes=${begin}-${Math.min(file.size, begin + PART_BYTES) - 1}`;
    const input = {
      ...begun,
      PartNumber,
      CopySource: source,
      CopySourceRange,
      ...(etag !== undefined && { CopySourceIfMatch: etag }),
    };
    const outcome = await requests.attempt(to, (s3, options) => s3.uploadPartCopy(input, options), signal);
    if (outcome.refused !== undefined) {
      if (GONE.has(outcome.refused)) return undefined;
      throw requests.refused(to, outcome);
    }
    const { ETag, ChecksumSHA256 } = outcome.value.CopyPartResult ?? {};
    return { PartNumber, ETag, ...(ChecksumSHA256 !== undefined && { ChecksumSHA256 }) };
  };
  const count = Math.ceil(file.size / PART_BYTES);
  const copied = await Promise.all(Array.from({ length: count }, (_, at) => copyPart(at + 1)));
  const Parts = copied.filter((part) => part !== undefined);
  if (Parts.length < count) {
    await requests.attempt(to, (s3, options) => s3.abortMultipartUpload(begun, options), signal);
    return undefined;
  }
  const input = { ...begun, MultipartUpload: { Parts } };
  const { VersionId } = await requests.run(
    to,
    (s3, options) => s3.completeMultipartUpload(input, options),
    signal,
  );
  return versionOf(VersionId);
}

const versionOf = (versionId: string | undefined) => (versionId === undefined ? {} : { versionId });
