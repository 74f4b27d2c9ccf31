import type { Lake } from '../lake/lake.ts';
import type { NamedObject } from '../lake/named-objects.ts';
import type { ObjectId } from '../records/ids.ts';
import type { Layer } from '../records/layers.ts';
import type { CallOptions, Session } from '../store/contract.ts';
import { lostObject } from './lost-object.ts';

/** A blob up to this size is held in memory on its way. */
const IN_MEMORY = 4 * 1024 * 1024;
/** Streams of large blobs that are on their way together. */
const STREAMS = 4;

/** What went on its way. */
export interface SentObjects {
  readonly objects: number;
  readonly bytes: number;
}

/**
 * Puts objects into a session of the receiver: small ones in whatever order the sender reads them best, large ones
 * as streams, several at once. Yields what has been sent since the last time. Throws `object-missing` and
 * `object-damaged`.
 */
export async function* sendObjects(
  from: Lake,
  session: Session,
  layer: Layer,
  wanted: readonly NamedObject[],
  sizes: ReadonlyMap<ObjectId, number>,
  { signal }: CallOptions,
): AsyncIterable<SentObjects> {
  const call = signal === undefined ? {} : { signal };
  const isSmall = ({ id }: NamedObject) => (sizes.get(id) ?? 0) <= IN_MEMORY;
  const left = new Map(wanted.filter(isSmall).map((one) => [one.id, one]));
  for await (const batch of from.store.readMany(layer, [...left.keys()], call)) {
    for (const { id, bytes } of batch) {
      session.put(id, bytes);
      left.delete(id);
    }
    await session.room();
    yield { objects: batch.length, bytes: batch.reduce((sum, { bytes }) => sum + bytes.length, 0) };
  }
  for (const lost of left.values()) throw lostObject(lost);
  const large = wanted.filter((one) => !isSmall(one));
  for (let at = 0; at < large.length; at += STREAMS) {
    const group = large.slice(at, at + STREAMS);
    await Promise.all(group.map((one) => stream(from, session, layer, one, call)));
    yield { objects: group.length, bytes: group.reduce((sum, { id }) => sum + (sizes.get(id) ?? 0), 0) };
  }
}

async function stream(
  from: Lake,
  session: Session,
  layer: Layer,
  one: NamedObject,
  call: CallOptions,
): Promise<void> {
  const bytes = await from.store.get(layer, one.id, call);
  if (bytes === undefined) throw lostObject(one);
  await session.putStream(one.id, bytes, call);
}
