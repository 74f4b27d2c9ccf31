import { type BlobId, blobId, idFromCidBytes, isBlobId } from '../../../records/ids.ts';
import { CID_BYTES } from '../../../records/pack.ts';
import { readPackContents, withPackFile } from '../pack-file.ts';
import type { Fossil } from './fossils.ts';

/** The blobs that a retired file holds; none when it is gone. Throws `store-damaged` for a pack that can't be read. */
export function fossilBlobs({ kind, key, path }: Fossil): readonly BlobId[] {
  if (kind === 'blobs') return [blobId(key)];
  const contents = withPackFile(path, (file) => readPackContents(file, path));
  const { ids, count } = contents?.table ?? { ids: new Uint8Array(), count: 0 };
  return Array.from({ length: count }, (_, row) =>
    idFromCidBytes(ids.subarray(row * CID_BYTES, (row + 1) * CID_BYTES)),
  ).filter((id): id is BlobId => id !== undefined && isBlobId(id));
}
