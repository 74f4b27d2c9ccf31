import { hexOf, type ObjectId } from '../../records/ids.ts';
import type { Layer } from '../../records/layers.ts';
import { sha256Hex } from '../../records/sha256.ts';
import { throwIfAborted } from '../abort.ts';
import type { CallOptions, ReadObject } from '../contract.ts';
import { inFlight } from '../in-flight.ts';
import { readRange } from './read-bytes.ts';
import { keyOfFile } from './s3-layout.ts';
import type { S3Context } from './store-context.ts';
import type { ObjectPlace, StoredFile, StoreIndex } from './store-index.ts';

/** Objects that are looked up and put in order at once. */
const SLICE = 16_384;
const RANGE_BYTES = 4 * 1024 * 1024;
/** Bytes between two wanted objects that are read rather than asked around. */
const GAP_BYTES = 128 * 1024;
const RANGES = 4;

/** An object whose bytes are not its id's, and what is there. */
export interface DamagedObject {
  readonly id: ObjectId;
  readonly found: string;
  readonly where: string;
}

export interface ReadOptions extends CallOptions {
  /** Where some of the objects lie, as it was found just now. */
  readonly known?: ReadonlyMap<ObjectId, ObjectPlace>;
}

interface Piece extends ObjectPlace {
  readonly id: ObjectId;
}

/**
 * Reads whole objects, neighbours in a pack by one request, several requests at once. Those that are not there are
 * left out; those that are damaged come as such.
 */
export async function* readObjects(
  { requests, index }: S3Context,
  layer: Layer,
  ids: readonly ObjectId[],
  options: ReadOptions = {},
): AsyncIterable<readonly (ReadObject | DamagedObject)[]> {
  const wanted = [...new Set(ids)];
  throwIfAborted(options.signal);
  for (let from = 0; from < wanted.length; from += SLICE) {
    throwIfAborted(options.signal);
    const places = await placesOf(index, layer, wanted.slice(from, from + SLICE), options.known);
    const tasks = rangesOf(places).map((pieces) => async () => {
      const [first, last] = [pieces[0] as Piece, pieces.at(-1) as Piece];
      const length = last.offset + last.length - first.offset;
      const range = { file: first.file, offset: first.offset, length };
      const bytes = await readRange(requests, layer, range, options.signal);
      return bytes === undefined ? [] : pieces.map((piece) => cut(layer, piece, bytes, first.offset));
    });
    for await (const batch of inFlight(tasks, RANGES)) {
      throwIfAborted(options.signal);
      if (batch.length > 0) yield batch;
    }
  }
}

/** Where these objects lie; the index is asked unless all of them are known. */
async function placesOf(
  index: StoreIndex,
  layer: Layer,
  ids: readonly ObjectId[],
  known: ReadOptions['known'],
): Promise<ReadonlyMap<ObjectId, ObjectPlace>> {
  if (known === undefined) return index.locate(layer, ids);
  const places = new Map<ObjectId, ObjectPlace>();
  for (const id of ids) {
    const place = known.get(id);
    if (place === undefined) return index.locate(layer, ids);
    places.set(id, place);
  }
  return places;
}

function cut(layer: Layer, piece: Piece, bytes: Buffer, base: number): ReadObject | DamagedObject {
  const { id, file, offset, length } = piece;
  const own = bytes.subarray(offset - base, offset - base + length);
  const found = sha256Hex(own);
  return found === hexOf(id) ? { id, bytes: own } : { id, found, where: keyOfFile(layer, file) };
}

/** Objects that are read together, in order of where they lie. */
function rangesOf(places: ReadonlyMap<ObjectId, ObjectPlace>): readonly (readonly Piece[])[] {
  const pieces = [...places].map(([id, place]) => ({ id, ...place }));
  pieces.sort(
    (a, b) => compare(nameOf(a.file), nameOf(b.file)) || a.offset - b.offset || a.length - b.length,
  );
  const ranges: Piece[][] = [];
  let current: Piece[] = [];
  for (const piece of pieces) {
    const [first, last] = [current[0], current.at(-1)];
    const near =
      first !== undefined &&
      last !== undefined &&
      nameOf(first.file) === nameOf(piece.file) &&
      piece.offset - (last.offset + last.length) <= GAP_BYTES &&
      piece.offset + piece.length - first.offset <= RANGE_BYTES;
    if (!near) {
      current = [];
      ranges.push(current);
    }
    current.push(piece);
  }
  return ranges;
}

const nameOf = ({ kind, key }: StoredFile) => `${kind} ${key}`;
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
