import { isDlakeError } from '../../errors.ts';
import type { Layer } from '../../records/layers.ts';
import { headFile } from './head-file.ts';
import { sha256OfFile } from './prove-file.ts';
import { placeOfFile } from './s3-layout.ts';
import type { Call, Outcome, S3Requests } from './s3-requests.ts';
import type { PackedObject, StoredFile, Upload } from './store-index.ts';
import { uploadOf } from './upload-file.ts';

const GIB = 1024 ** 3;

/** How much a server copies in one request. */
export interface CopyLimits {
  /** More than this is copied in parts. */
  readonly whole: number;
  readonly part: number;
}

/** What S3 allows, and parts of a size that makes few of them. */
const LIMITS: CopyLimits = { whole: 5 * GIB, part: GIB };

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
  limits: CopyLimits = LIMITS,
): Promise<Upload | undefined> {
  const { kind, key, size, expired } = file;
  const copied =
    size > limits.whole
      ? await copyInParts(requests, to, from, file, limits.part, signal)
      : await copyWhole(requests, to, from, file, signal);
  if (copied === undefined) return undefined;
  const stored: StoredFile = {
    kind,
    key,
    size,
    proved: true,
    ...(expired && { expired }),
    ...copied,
  };
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
  from: CopySource,
  file: StoredFile,
  partBytes: number,
  signal: AbortSignal | undefined,
): Promise<{ readonly versionId?: string } | undefined> {
  try {
    const algorithm = { ChecksumAlgorithm: 'SHA256' as const };
    return await new PartsCopy(requests, to, from, file, signal).run(partBytes, algorithm);
  } catch (error) {
    // MinIO wants sums of such parts and makes none of parts that are copied: it is proved by reading it then.
    if (!isDlakeError(error, 'remote-refused') || error.data.cause !== 'other') throw error;
    return new PartsCopy(requests, to, from, file, signal).run(partBytes, {});
  }
}

/** One copy in parts. */
class PartsCopy {
  readonly #requests: S3Requests;
  readonly #to: Layer;
  readonly #from: CopySource;
  readonly #file: StoredFile;
  readonly #signal: AbortSignal | undefined;

  constructor(
    requests: S3Requests,
    to: Layer,
    from: CopySource,
    file: StoredFile,
    signal: AbortSignal | undefined,
  ) {
    this.#requests = requests;
    this.#to = to;
    this.#from = from;
    this.#file = file;
    this.#signal = signal;
  }

  /** Undefined when the source is gone or another one; what was copied of it is given up. */
  async run(
    partBytes: number,
    algorithm: { readonly ChecksumAlgorithm?: 'SHA256' },
  ): Promise<{ readonly versionId?: string } | undefined> {
    const place = placeOfFile(this.#requests.address, this.#to, this.#file);
    const { UploadId } = await this.#send((s3, options) =>
      s3.createMultipartUpload({ ...place, ...algorithm }, options),
    );
    const begun = { ...place, UploadId };
    const count = Math.ceil(this.#file.size / partBytes);
    const partsFrom = (at: number, end: number) =>
      Promise.allSettled(
        Array.from({ length: end - at }, (_, row) => this.#copyPart(begun, at + row, partBytes)),
      );
    // What is refused is refused for the first one.
    const copied = await partsFrom(0, 1);
    if (copied[0]?.status === 'fulfilled' && copied[0].value !== undefined)
      copied.push(...(await partsFrom(1, count)));
    const Parts = copied.flatMap((part) => (part.status === 'fulfilled' ? (part.value ?? []) : []));
    if (Parts.length === count) {
      const input = { ...begun, MultipartUpload: { Parts } };
      const { VersionId } = await this.#send((s3, options) => s3.completeMultipartUpload(input, options));
      return versionOf(VersionId);
    }
    await this.#attempt((s3, options) => s3.abortMultipartUpload(begun, options));
    for (const part of copied) if (part.status === 'rejected') throw part.reason;
    return undefined;
  }

  async #copyPart(
    begun: { readonly Bucket: string; readonly Key: string; readonly UploadId: string | undefined },
    at: number,
    partBytes: number,
  ) {
    const { source, etag } = this.#from;
    const end = Math.min(this.#file.size, (at + 1) * partBytes);
    const input = {
      ...begun,
      PartNumber: at + 1,
      CopySource: source,
      CopySourceRange: `bytes=${at * partBytes}-${end - 1}`,
      ...(etag !== undefined && { CopySourceIfMatch: etag }),
    };
    const outcome = await this.#attempt((s3, options) => s3.uploadPartCopy(input, options));
    if (outcome.refused !== undefined) {
      if (GONE.has(outcome.refused)) return undefined;
      throw this.#requests.refused(this.#to, outcome);
    }
    const { ETag, ChecksumSHA256 } = outcome.value.CopyPartResult ?? {};
    return { PartNumber: at + 1, ETag, ...(ChecksumSHA256 !== undefined && { ChecksumSHA256 }) };
  }

  #attempt<T>(call: Call<T>): Promise<Outcome<T>> {
    return this.#requests.attempt(this.#to, call, this.#signal);
  }

  #send<T>(call: Call<T>): Promise<T> {
    return this.#requests.run(this.#to, call, this.#signal);
  }
}

const versionOf = (versionId: string | undefined) => (versionId === undefined ? {} : { versionId });
