import { readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { DlakeError } from '../../errors.ts';
import { hexOf, type ObjectId } from '../../records/ids.ts';
import type { Layer } from '../../records/layers.ts';
import { sha256Hex, sha256Stream } from '../../records/sha256.ts';
import { throwIfAborted } from '../abort.ts';
import type { RangeOptions } from '../contract.ts';
import { errnoOf, readFailure } from './failure.ts';
import { READ_BYTES } from './hash-of-file.ts';
import type { Extent } from './layer-index.ts';
import { wantedOf } from './pack-cache/wanted-of.ts';
import { readAt, withPackFile } from './pack-file.ts';
import type { StoreContext } from './store-context.ts';

/** Reads objects of one layer of a folder store. */
export class ObjectReader {
  readonly #context: StoreContext;
  readonly #layer: Layer;

  constructor(context: StoreContext, layer: Layer) {
    this.#context = context;
    this.#layer = layer;
  }

  /** Where an object lies; undefined when the layer does not hold it. */
  find(id: ObjectId): Extent | undefined {
    return this.#find(id) ?? this.#findAgain(id);
  }

  /** A whole object, checked; undefined when the layer does not hold it. Throws `object-damaged`. */
  read(id: ObjectId): Uint8Array | undefined {
    const extent = this.find(id);
    if (extent === undefined) return undefined;
    const bytes = this.#bytesOf(extent);
    const found = bytes === undefined ? undefined : sha256Hex(bytes);
    if (found === hexOf(id)) return bytes;
    for (const other of this.#context.index(this.#layer).copies(wantedOf([id]))) {
      const copy = this.#bytesOf(other);
      if (copy !== undefined && sha256Hex(copy) === hexOf(id)) return copy;
    }
    if (found === undefined) return undefined;
    throw new DlakeError('object-damaged', { id, found, where: this.#context.layout.keyOf(extent.path) });
  }

  /** Streams a large blob or a piece of any object. A whole read is checked before its last piece is handed over. */
  async *stream(id: ObjectId, extent: Extent, options: RangeOptions): AsyncIterable<Uint8Array> {
    const from = Math.min(options.offset ?? 0, extent.length);
    const length = Math.min(options.length ?? extent.length, extent.length - from);
    const whole = options.offset === undefined && options.length === undefined;
    const where = this.#context.layout.keyOf(extent.path);
    const hash = sha256Stream();
    let held: Uint8Array | undefined;
    for await (const piece of piecesOf(extent.path, extent.offset + from, length, where)) {
      throwIfAborted(options.signal);
      if (held !== undefined) yield held;
      if (whole) hash.update(piece);
      held = piece;
    }
    const found = whole ? hash.hex() : hexOf(id);
    if (found !== hexOf(id)) throw new DlakeError('object-damaged', { id, found, where });
    if (held !== undefined) yield held;
  }

  #find(id: ObjectId): Extent | undefined {
    return this.#context.index(this.#layer).find(wantedOf([id]));
  }

  #findAgain(id: ObjectId): Extent | undefined {
    this.#context.index(this.#layer).refresh('unproved');
    return this.#find(id);
  }

  #bytesOf(extent: Extent): Uint8Array | undefined {
    try {
      if (!extent.packed) return readFileSync(extent.path);
      return withPackFile(extent.path, (file) => readAt(file, extent.offset, extent.length));
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return undefined;
      throw readFailure(error, this.#context.layout.keyOf(extent.path));
    }
  }
}

async function* piecesOf(
  path: string,
  position: number,
  length: number,
  where: string,
): AsyncIterable<Uint8Array> {
  try {
    const file = await open(path, 'r');
    try {
      for (let at = 0; at < length; ) {
        const buffer = Buffer.allocUnsafeSlow(Math.min(READ_BYTES, length - at));
        const { bytesRead } = await file.read(buffer, 0, buffer.length, position + at);
        if (bytesRead === 0) return;
        at += bytesRead;
        yield buffer.subarray(0, bytesRead);
      }
    } finally {
      await file.close();
    }
  } catch (error) {
    throw readFailure(error, where);
  }
}
