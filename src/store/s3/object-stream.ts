import { DlakeError } from '../../errors.ts';
import { hexOf, type ObjectId } from '../../records/ids.ts';
import type { Layer } from '../../records/layers.ts';
import { sha256Stream } from '../../records/sha256.ts';
import { throwIfAborted } from '../abort.ts';
import type { RangeOptions } from '../contract.ts';
import { readBytes } from './read-bytes.ts';
import { keyOfFile } from './s3-layout.ts';
import type { S3Context } from './store-context.ts';

/**
 * Streams an object or a range of it; undefined when the layer does not hold it. A whole read checks the id before
 * its last piece is handed over.
 */
export async function objectStream(
  { requests, index }: S3Context,
  layer: Layer,
  id: ObjectId,
  options: RangeOptions = {},
): Promise<AsyncIterable<Uint8Array> | undefined> {
  throwIfAborted(options.signal);
  const place = (await index.locate(layer, [id])).get(id);
  if (place === undefined) return undefined;
  const from = Math.min(options.offset ?? 0, place.length);
  const length = Math.min(options.length ?? place.length, place.length - from);
  const range = { file: place.file, offset: place.offset + from, length };
  const stream = await readBytes(requests, layer, range, options.signal);
  const whole = options.offset === undefined && options.length === undefined;
  return stream && (whole ? checked(stream, id, keyOfFile(layer, place.file)) : stream);
}

async function* checked(
  stream: AsyncIterable<Uint8Array>,
  id: ObjectId,
  where: string,
): AsyncIterable<Uint8Array> {
  const hash = sha256Stream();
  let held: Uint8Array | undefined;
  for await (const piece of stream) {
    if (held !== undefined) yield held;
    hash.update(piece);
    held = piece;
  }
  const found = hash.hex();
  if (found !== hexOf(id)) throw new DlakeError('object-damaged', { id, found, where });
  if (held !== undefined) yield held;
}
