import { hexOf, isBlobId, type ObjectId } from '../../../records/ids.ts';
import type { LayerIndex } from '../layer-index.ts';
import { lookAt } from '../look-at.ts';
import type { Places } from '../pack-cache/wanted.ts';
import { wantedOf } from '../pack-cache/wanted-of.ts';
import { referenceState } from '../references/reference-state.ts';
import type { BlobsRequest, PackRequest } from './verify-messages.ts';

const SLICE_IDS = 131_072;

/** A piece of work for one thread, and how many bytes it is. */
export type VerifyTask =
  | { readonly kind: 'verify-pack'; readonly request: PackRequest; readonly size: number }
  | { readonly kind: 'verify-blobs'; readonly request: BlobsRequest; readonly size: number }
  | { readonly kind: 'missing'; readonly id: ObjectId; readonly size: 0 };

/** The work of hashing all that a layer holds. */
export function* tasksOfLayer(index: LayerIndex): Iterable<VerifyTask> {
  const packs = index.packFolder;
  for (const key of index.blobs()) yield blobTask(index.blobPath(key), key);
  for (const key of index.references.keys) if (!isStored(index, key)) yield* referenceTasks(index, key);
  for (const key of packs.keys()) {
    yield { kind: 'verify-pack', request: { path: packs.pathOf(key) }, size: packs.statOf(key)?.size ?? 0 };
  }
}

/** The work of hashing these objects. */
export function* tasksOfIds(index: LayerIndex, ids: Iterable<ObjectId>): Iterable<VerifyTask> {
  let slice: ObjectId[] = [];
  for (const id of ids) {
    slice.push(id);
    if (slice.length < SLICE_IDS) continue;
    yield* tasksOfSlice(index, slice);
    slice = [];
  }
  if (slice.length > 0) yield* tasksOfSlice(index, slice);
}

function* tasksOfSlice(index: LayerIndex, ids: readonly ObjectId[]): Iterable<VerifyTask> {
  const wanted = wantedOf(ids);
  const places = index.packs.locate(wanted);
  for (const [row, id] of ids.entries()) {
    if (places.packs[row] !== -1) continue;
    const hex = hexOf(id);
    if (isBlobId(id) && lookAt(index.blobPath(hex))?.isFile()) yield blobTask(index.blobPath(hex), hex);
    else {
      const tasks = isBlobId(id) ? [...referenceTasks(index, hex)] : [];
      yield* tasks.length > 0 ? tasks : [{ kind: 'missing', id, size: 0 } as const];
    }
  }
  const rows = Uint32Array.from(ids.keys()).filter((row) => places.packs[row] !== -1);
  rows.sort((a, b) => places.packs[a]! - places.packs[b]! || places.offsets[a]! - places.offsets[b]!);
  for (let from = 0; from < rows.length; ) {
    const pack = places.packs[rows[from] as number] as number;
    let end = from;
    while (end < rows.length && places.packs[rows[end] as number] === pack) end += 1;
    yield packTask(index.packs.pathOf(pack), rows.subarray(from, end), ids, places);
    from = end;
  }
}

/** Files that are referred to are hashed whatever their stat says; those that are gone have nothing to hash. */
function* referenceTasks(index: LayerIndex, key: string): Iterable<VerifyTask> {
  for (const reference of index.references.of(key))
    if (referenceState(reference) !== 'gone') yield blobTask(reference.path, key);
}

const isStored = (index: LayerIndex, key: string): boolean =>
  index.isPacked(Buffer.from(key, 'hex')) || lookAt(index.blobPath(key)) !== undefined;

function blobTask(path: string, key: string): VerifyTask {
  const size = lookAt(path)?.size ?? 0;
  return { kind: 'verify-blobs', request: { blobs: [{ path, key }] }, size };
}

function packTask(path: string, rows: Uint32Array, ids: readonly ObjectId[], places: Places): VerifyTask {
  const chosen = [...rows].map((row) => ids[row] as ObjectId);
  const { digests, codecs } = wantedOf(chosen);
  const offsets = rows.map((row) => places.offsets[row] as number);
  const lengths = rows.map((row) => places.lengths[row] as number);
  const size = lengths.reduce((sum, length) => sum + length, 0);
  return {
    kind: 'verify-pack',
    request: { path, objects: { count: rows.length, digests, codecs, offsets, lengths } },
    size,
  };
}
