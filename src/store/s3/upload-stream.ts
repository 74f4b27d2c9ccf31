import { DlakeError } from '../../errors.ts';
import { type BlobId, hexOf } from '../../records/ids.ts';
import type { Layer } from '../../records/layers.ts';
import { sha256Stream } from '../../records/sha256.ts';
import { type HeldPart, partInFile, partInMemory } from './held-part.ts';
import { PartSender } from './part-sender.ts';
import { compositeOf, ONE_REQUEST_BYTES, partsOf } from './parts.ts';
import type { S3Context } from './store-context.ts';
import type { StoredFile, Upload } from './store-index.ts';
import { claimed, confirmed, uploadFile } from './upload-file.ts';

/** Larger parts wait on disk: they are of files above some 200 GB, one at a time of each. */
const MOST_IN_MEMORY = 64 * 1024 * 1024;

/**
 * Stores a large blob as its bytes come, in one request or in parts. Parts that an earlier run has sent are not sent
 * again. Throws `object-damaged` when the bytes are not the id's: nothing is stored then.
 */
export async function uploadStream(
  context: S3Context,
  layer: Layer,
  id: BlobId,
  stream: AsyncIterable<Uint8Array>,
  signal?: AbortSignal,
): Promise<Upload> {
  const { requests } = context;
  const key = hexOf(id);
  const hash = sha256Stream();
  const digests: Buffer[] = [];
  let size = 0;
  let sender: PartSender | undefined;
  let open: HeldPart | undefined;
  const hold = async (number: number, limit: number) => {
    open = await holdPart(context, number, limit);
    return open;
  };
  const hashed = async function* () {
    for await (const piece of stream) {
      hash.update(piece);
      yield piece;
    }
  };
  const check = () => {
    const found = hash.hex();
    if (found !== key) throw new DlakeError('object-damaged', { id, found, where: 'stream' });
  };
  const objects = () => [{ id, offset: 0, length: size }];
  try {
    for await (const { room, length } of partsOf(hashed(), hold)) {
      size += length;
      const digest = room.digest();
      digests.push(digest);
      if (length < ONE_REQUEST_BYTES && sender === undefined) {
        check();
        const file = { kind: 'blob' as const, key, bytes: room.body() as Buffer, objects: objects() };
        return await uploadFile(context, layer, file, signal);
      }
      sender ??= await PartSender.start(requests, layer, { kind: 'blob', key }, signal);
      open = undefined;
      await sender.send(digests.length, room, { length, digest });
    }
    check();
  } catch (error) {
    // What came may be gone on with, unless it is wrong.
    if (error instanceof DlakeError && error.code === 'object-damaged') await sender?.abort();
    else await sender?.settle();
    throw error;
  } finally {
    open?.drop();
  }
  if (sender === undefined) throw new Error('a stream without a part');
  const composite = compositeOf(digests);
  const stored: StoredFile = { kind: 'blob', key, size, proved: true };
  const options = { composite, ...(signal && { signal }) };
  const done = await sender.complete(composite);
  if (done !== 'ended') {
    const { versionId } = done;
    const ended = { ...stored, ...(versionId !== undefined && { versionId }) };
    return confirmed(requests, layer, ended, objects(), options);
  }
  const found = await claimed(context, layer, stored, objects(), options);
  if (found !== undefined) return found;
  const where = `${layer}/blobs/${key.slice(0, 2)}/${key}`;
  throw new DlakeError('store-damaged', { where, reason: 'other bytes are stored under this key' });
}

/** Room for a part; waits until there is as much in memory. */
async function holdPart(
  { requests, scratch, mostInMemory = MOST_IN_MEMORY }: S3Context,
  number: number,
  limit: number,
): Promise<HeldPart> {
  if (limit > mostInMemory) return partInFile(scratch);
  return partInMemory(limit, number === 1, await requests.reserve(limit));
}
