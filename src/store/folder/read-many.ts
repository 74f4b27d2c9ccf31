import { hexOf, type ObjectId } from '../../records/ids.ts';
import type { Layer } from '../../records/layers.ts';
import { sha256Hex } from '../../records/sha256.ts';
import { throwIfAborted } from '../abort.ts';
import type { CallOptions, ReadObject } from '../contract.ts';
import { errnoOf } from './failure.ts';
import { ObjectReader } from './object-reader.ts';
import { wantedOf } from './pack-cache/wanted-of.ts';
import { PackWindow, usefulEnds } from './pack-window.ts';
import type { StoreContext } from './store-context.ts';

/** Objects that are looked up and put in order at once. */
const SLICE = 16_384;
const BATCH_BYTES = 4 * 1024 * 1024;

/** Reads whole objects of a layer in the order in which they lie in packs; those that it does not hold are left out. */
export async function* readMany(
  context: StoreContext,
  layer: Layer,
  ids: readonly ObjectId[],
  options: CallOptions,
): AsyncIterable<readonly ReadObject[]> {
  throwIfAborted(options.signal);
  context.index(layer).refresh('unproved');
  const wanted = [...new Set(ids)];
  for (let from = 0; from < wanted.length; from += SLICE) {
    let batch: ReadObject[] = [];
    let bytes = 0;
    for (const object of readSlice(context, layer, wanted.slice(from, from + SLICE))) {
      throwIfAborted(options.signal);
      batch.push(object);
      bytes += object.bytes.length;
      if (bytes < BATCH_BYTES) continue;
      yield batch;
      batch = [];
      bytes = 0;
    }
    if (batch.length > 0) yield batch;
  }
}

function* readSlice(context: StoreContext, layer: Layer, ids: readonly ObjectId[]): Iterable<ReadObject> {
  const { packs } = context.index(layer);
  const reader = new ObjectReader(context, layer);
  const places = packs.locate(wantedOf(ids));
  const rows = ids
    .map((_, row) => row)
    .sort(
      (a, b) =>
        (places.packs[a] as number) - (places.packs[b] as number) ||
        (places.offsets[a] as number) - (places.offsets[b] as number),
    );
  const offsets = Float64Array.from(rows, (row) => places.offsets[row] as number);
  const lengths = Float64Array.from(rows, (row) => places.lengths[row] as number);
  const packAt = (at: number) => places.packs[rows[at] as number] as number;
  const until = usefulEnds(offsets, lengths, (at) => packAt(at) === packAt(at + 1));
  const window = new PackWindow();
  try {
    for (const [at, row] of rows.entries()) {
      const id = ids[row] as ObjectId;
      const extent = {
        offset: offsets[at] as number,
        length: lengths[at] as number,
        until: until[at] as number,
      };
      const piece = packAt(at) === -1 ? undefined : pieceOf(window, packs.pathOf(packAt(at)), extent);
      // What is not good here may be good elsewhere; the reader looks, and tells the damage.
      const good = piece !== undefined && sha256Hex(piece) === hexOf(id);
      const bytes = good ? Uint8Array.from(piece) : reader.read(id);
      if (bytes !== undefined) yield { id, bytes };
    }
  } finally {
    window.close();
  }
}

function pieceOf(
  window: PackWindow,
  path: string,
  extent: { readonly offset: number; readonly length: number; readonly until: number },
): Uint8Array | undefined {
  try {
    return window.piece(path, extent.offset, extent.length, extent.until);
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    return undefined;
  }
}
