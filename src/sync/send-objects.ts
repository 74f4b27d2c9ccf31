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

export interface SendOptions extends CallOptions {
  /** Told what was sent since the last time: a part of a large blob has bytes and is no object yet. */
  readonly onSent: (more: SentObjects) => void;
}

/**
 * Puts objects into a session of the receiver: small ones in whatever order the sender reads them best, large ones
 * as streams, several at once. Throws `object-missing` and `object-damaged`.
 */
export async function sendObjects(
  from: Lake,
  session: Session,
  layer: Layer,
  wanted: readonly NamedObject[],
  sizes: ReadonlyMap<ObjectId, number>,
  options: SendOptions,
): Promise<void> {
  const isSmall = ({ id }: NamedObject) => (sizes.get(id) ?? 0) <= IN_MEMORY;
  await sendSmall(from, session, layer, wanted.filter(isSmall), options);
  await sendLarge(
    from,
    session,
    layer,
    wanted.filter((one) => !isSmall(one)),
    options,
  );
}

async function sendSmall(
  from: Lake,
  session: Session,
  layer: Layer,
  small: readonly NamedObject[],
  { signal, onSent }: SendOptions,
): Promise<void> {
  const left = new Map(small.map((one) => [one.id, one]));
  for await (const batch of from.store.readMany(layer, [...left.keys()], signal && { signal })) {
    for (const { id, bytes } of batch) {
      session.put(id, bytes);
      left.delete(id);
      onSent({ objects: 1, bytes: bytes.length });
    }
    await session.room();
  }
  for (const lost of left.values()) throw lostObject(lost);
}

async function sendLarge(
  from: Lake,
  session: Session,
  layer: Layer,
  large: readonly NamedObject[],
  options: SendOptions,
): Promise<void> {
  const next = large.values();
  let failed = false;
  const lane = async () => {
    // Each takes the next one; when one fails none is begun any more.
    for (let one = next.next(); !failed && !one.done; one = next.next()) {
      try {
        await sendOne(from, session, layer, one.value, options);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const lanes = await Promise.allSettled(Array.from({ length: Math.min(STREAMS, large.length) }, lane));
  for (const { status, ...ended } of lanes)
    if (status === 'rejected' && 'reason' in ended) throw ended.reason;
}

async function sendOne(
  from: Lake,
  session: Session,
  layer: Layer,
  one: NamedObject,
  { signal, onSent }: SendOptions,
): Promise<void> {
  const call = signal && { signal };
  const bytes = await from.store.get(layer, one.id, call);
  if (bytes === undefined) throw lostObject(one);
  const counted = async function* () {
    for await (const piece of bytes) {
      yield piece;
      onSent({ objects: 0, bytes: piece.length });
    }
  };
  await session.putStream(one.id, counted(), call);
  onSent({ objects: 1, bytes: 0 });
}
