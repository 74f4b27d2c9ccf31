import { DlakeError, isDlakeError } from '../../errors.ts';
import { idFromCidBytes, type ObjectId } from '../../records/ids.ts';
import type { Layer } from '../../records/layers.ts';
import { CID_BYTES, decodePackIndex, type PackTable } from '../../records/pack.ts';
import { decodePackFooter, PACK_FOOTER_BYTES } from '../../records/pack-footer.ts';
import { readRange } from './read-bytes.ts';
import { keyOfFile } from './s3-layout.ts';
import type { S3Requests } from './s3-requests.ts';
import type { PackedObject, StoredFile } from './store-index.ts';

/** What is read of a pack's end at once: footer and most indexes. */
const TAIL_BYTES = 256 * 1024;

/** What a pack holds by its own index, in one or two requests; undefined when it is gone. Throws `store-damaged`. */
export async function packContents(
  requests: S3Requests,
  layer: Layer,
  file: StoredFile,
  signal?: AbortSignal,
): Promise<readonly PackedObject[] | undefined> {
  const table = await packTable(requests, layer, file, signal);
  if (table === undefined) return undefined;
  const { count, ids, offsets, lengths } = table;
  return Array.from({ length: count }, (_, row) => ({
    id: idFromCidBytes(ids.subarray(row * CID_BYTES, (row + 1) * CID_BYTES)) as ObjectId,
    offset: offsets[row] as number,
    length: lengths[row] as number,
  }));
}

/** The same by column, in order of id. */
export async function packTable(
  requests: S3Requests,
  layer: Layer,
  file: StoredFile,
  signal?: AbortSignal,
): Promise<PackTable | undefined> {
  const tailBytes = Math.min(file.size, TAIL_BYTES);
  const tailAt = file.size - tailBytes;
  const tail = await readRange(requests, layer, { file, offset: tailAt, length: tailBytes }, signal);
  if (tail === undefined) return undefined;
  try {
    const footer = decodePackFooter(tail.subarray(-PACK_FOOTER_BYTES), file.size);
    const { indexOffset: offset, indexLength: length } = footer;
    const index =
      offset >= tailAt
        ? tail.subarray(offset - tailAt, offset - tailAt + length)
        : await readRange(requests, layer, { file, offset, length }, signal);
    if (index === undefined) return undefined;
    return decodePackIndex(index, footer);
  } catch (error) {
    if (!isDlakeError(error, 'record-invalid')) throw error;
    const facts = { where: keyOfFile(layer, file), reason: error.data.reason };
    throw new DlakeError('store-damaged', facts, { cause: error });
  }
}
