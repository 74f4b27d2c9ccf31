import { DlakeError } from '../../../errors.ts';
import { type BlobId, hexOf, isBlobId, type ObjectId } from '../../../records/ids.ts';
import type { Layer } from '../../../records/layers.ts';
import { sha256Hex } from '../../../records/sha256.ts';
import { PackDraft } from '../pack-draft.ts';
import { readRange } from '../read-bytes.ts';
import { keyOfFile } from '../s3-layout.ts';
import type { S3Context } from '../store-context.ts';
import type { PackedObject, StoredFile } from '../store-index.ts';
import { uploadFile } from '../upload-file.ts';

/** Bytes that are read at once. */
const PIECE_BYTES = 8 * 1024 * 1024;

/**
 * Packs anew what a pack has besides these blobs, and has the index know of it; tells what is left out. Undefined
 * where the pack is gone. Throws `object-damaged` for an object that would have to stay.
 */
export async function repackFile(
  context: S3Context,
  layer: Layer,
  file: StoredFile,
  unwanted: ReadonlySet<BlobId>,
  signal?: AbortSignal,
): Promise<readonly PackedObject[] | undefined> {
  const { requests, index } = context;
  const objects = await index.objects(layer, file);
  const isLeft = ({ id }: PackedObject) => isBlobId(id) && unwanted.has(id);
  const draft = new PackDraft();
  try {
    for (const group of groupsOf(objects.filter((one) => !isLeft(one)))) {
      const [first, last] = [group[0] as PackedObject, group.at(-1) as PackedObject];
      const { offset } = first;
      const range = { file, offset, length: last.offset + last.length - offset };
      const bytes = await readRange(requests, layer, range, signal);
      if (bytes === undefined) return undefined;
      for (const { id, offset: at, length } of group)
        draft.add(id, whole(id, bytes.subarray(at - offset, at - offset + length)));
    }
    const pack = draft.pack(() => true);
    if (pack !== undefined) await index.place(layer, [await uploadFile(context, layer, pack, signal)]);
  } finally {
    draft.drop();
  }
  return objects.filter(isLeft);

  function whole(id: ObjectId, bytes: Uint8Array): Uint8Array {
    const found = sha256Hex(bytes);
    if (found !== hexOf(id))
      throw new DlakeError('object-damaged', { id, found, where: keyOfFile(layer, file) });
    return bytes;
  }
}

/** Neighbours that are read together, in the order of their bytes. */
function* groupsOf(objects: readonly PackedObject[]): Iterable<readonly PackedObject[]> {
  let group: PackedObject[] = [];
  for (const one of [...objects].sort((a, b) => a.offset - b.offset || a.length - b.length)) {
    const [first, last] = [group[0], group.at(-1)];
    const isNear =
      first !== undefined &&
      last !== undefined &&
      one.offset === last.offset + last.length &&
      one.offset + one.length - first.offset <= PIECE_BYTES;
    if (!isNear && group.length > 0) {
      yield group;
      group = [];
    }
    group.push(one);
  }
  if (group.length > 0) yield group;
}
