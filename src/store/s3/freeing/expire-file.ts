import { DlakeError } from '../../../errors.ts';
import type { Layer } from '../../../records/layers.ts';
import { copyInto, copySource } from '../copy-file.ts';
import { headFile } from '../head-file.ts';
import { keyOfFile, placeOfFile } from '../s3-layout.ts';
import type { S3Requests } from '../s3-requests.ts';
import type { StoredFile } from '../store-index.ts';

/**
 * Has the server put a copy of a file below `expired/`, from where a rule of the bucket takes it later. One that is
 * gone already needs none. Throws `store-damaged` when what is there is not what it should be.
 */
export async function expireFile(
  requests: S3Requests,
  layer: Layer,
  file: StoredFile,
  signal?: AbortSignal,
): Promise<void> {
  const head = await headFile(requests, layer, file, signal);
  if (typeof head === 'string') return;
  const { Bucket: bucket, Key: key } = placeOfFile(requests.address, layer, file);
  const { versionId = file.versionId } = head;
  const source = { source: copySource({ bucket, key, ...(versionId !== undefined && { versionId }) }) };
  const expired = { ...file, expired: true } as const;
  if ((await copyInto(requests, layer, source, expired, [], signal)) !== undefined) return;
  const reason = 'it could not be copied below expired/ whole, and stays';
  throw new DlakeError('store-damaged', { where: keyOfFile(layer, file), reason });
}
