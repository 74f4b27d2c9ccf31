import { DlakeError } from '../../errors.ts';
import { type BlobId, hexOf } from '../../records/ids.ts';
import type { Layer } from '../../records/layers.ts';
import { sha256, sha256Stream } from '../../records/sha256.ts';
import { PartSender } from './part-sender.ts';
import { compositeOf, ONE_REQUEST_BYTES, partsOf } from './parts.ts';
import { proveFile } from './prove-file.ts';
import type { S3Requests } from './s3-requests.ts';
import type { StoredFile, Upload } from './store-index.ts';
import { confirmed, uploadFile, uploadOf } from './upload-file.ts';

/**
 * Stores a large blob as its bytes come, in one request or in parts. Parts that an earlier run has sent are not sent
 * again. Throws `object-damaged` when the bytes are not the id's: nothing is stored then.
 */
export async function uploadStream(
  requests: S3Requests,
  layer: Layer,
  id: BlobId,
  stream: AsyncIterable<Uint8Array>,
  signal?: AbortSignal,
): Promise<Upload> {
  const key = hexOf(id);
  const hash = sha256Stream();
  const digests: Buffer[] = [];
  let size = 0;
  let sender: PartSender | undefined;
  let only: Buffer | undefined;
  try {
    for await (const part of partsOf(stream)) {
      hash.update(part);
      size += part.length;
      if (part.length < ONE_REQUEST_BYTES && digests.length === 0) {
        only = part;
        continue;
      }
      sender ??= await PartSender.start(requests, layer, { kind: 'blob', key }, signal);
      const digest = sha256(part);
      digests.push(digest);
      await sender.send(digests.length, part, digest);
    }
    const found = hash.hex();
    if (found !== key) throw new DlakeError('object-damaged', { id, found, where: 'stream' });
  } catch (error) {
    // What came may be gone on with, unless it is wrong.
    if (error instanceof DlakeError && error.code === 'object-damaged') await sender?.abort();
    else await sender?.settle();
    throw error;
  }
  const objects = [{ id, offset: 0, length: size }];
  if (sender === undefined) {
    return uploadFile(requests, layer, { kind: 'blob', key, bytes: only as Buffer, objects }, signal);
  }
  const composite = compositeOf(digests);
  const stored: StoredFile = { kind: 'blob', key, size, proved: true };
  const options = { composite, ...(signal && { signal }) };
  const done = await sender.complete(composite);
  if (done !== 'ended') {
    const { versionId } = done;
    return confirmed(
      requests,
      layer,
      { ...stored, ...(versionId !== undefined && { versionId }) },
      objects,
      options,
    );
  }
  const head = await proveFile(requests, layer, stored, options);
  if (head !== undefined) return uploadOf(stored, objects, head);
  const where = `${layer}/blobs/${key.slice(0, 2)}/${key}`;
  throw new DlakeError('store-damaged', { where, reason: 'other bytes are stored under this key' });
}
