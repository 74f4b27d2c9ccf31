import type { Layer } from '../../records/layers.ts';
import { type FileName, placeOfFile } from './s3-layout.ts';
import type { S3Requests } from './s3-requests.ts';

/** A part that the server has. */
export interface StoredPart {
  readonly size: number;
  /** Its SHA-256 in base64, as the server computed it. */
  readonly sha256: string;
  /** What the server wants to hear of it at the end. */
  readonly tag: string;
}

/** An upload in parts that was begun. */
export interface UnfinishedUpload {
  readonly uploadId: string;
  /** By number, those of which the server knows the SHA-256. */
  readonly parts: ReadonlyMap<number, StoredPart>;
}

/** The newest upload of this file that was begun and not ended, whoever began it; undefined when there is none. */
export async function findUnfinished(
  requests: S3Requests,
  layer: Layer,
  file: FileName,
  signal?: AbortSignal,
): Promise<UnfinishedUpload | undefined> {
  const { Bucket, Key } = placeOfFile(requests.address, layer, file);
  const listed = await requests.run(
    layer,
    (s3, options) => s3.listMultipartUploads({ Bucket, Prefix: Key }, options),
    signal,
  );
  const begun = (listed.Uploads ?? []).filter((one) => one.Key === Key && one.UploadId !== undefined);
  const newest = begun.sort((a, b) => timeOf(b.Initiated) - timeOf(a.Initiated))[0];
  if (newest?.UploadId === undefined) return undefined;
  const parts = await listParts(requests, layer, file, newest.UploadId, signal);
  return parts && { uploadId: newest.UploadId, parts };
}

async function listParts(
  requests: S3Requests,
  layer: Layer,
  file: FileName,
  uploadId: string,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<number, StoredPart> | undefined> {
  const parts = new Map<number, StoredPart>();
  let after: string | undefined;
  for (;;) {
    const input = {
      ...placeOfFile(requests.address, layer, file),
      UploadId: uploadId,
      ...(after !== undefined && { PartNumberMarker: after }),
    };
    const outcome = await requests.attempt(layer, (s3, options) => s3.listParts(input, options), signal);
    // Somebody has ended it meanwhile.
    if (outcome.refused === 'absent') return undefined;
    if (outcome.refused !== undefined) throw requests.refused(layer, outcome);
    for (const { PartNumber, Size, ChecksumSHA256, ETag } of outcome.value.Parts ?? []) {
      if (PartNumber === undefined || ChecksumSHA256 === undefined || ETag === undefined) continue;
      parts.set(PartNumber, { size: Size ?? -1, sha256: ChecksumSHA256, tag: ETag });
    }
    if (outcome.value.IsTruncated !== true || outcome.value.NextPartNumberMarker === undefined) return parts;
    after = outcome.value.NextPartNumberMarker;
  }
}

const timeOf = (date: Date | undefined) => date?.getTime() ?? 0;
