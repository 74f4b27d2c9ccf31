import { DlakeError, isDlakeError } from '../errors.ts';
import type { ExpectedFile } from '../records/expected-list.ts';
import { type BlobId, blobId, blobIdOf, hexOf } from '../records/ids.ts';
import { sha256Stream } from '../records/sha256.ts';
import type { CallOptions } from '../store/contract.ts';
import { inFlight } from '../store/in-flight.ts';
import type { RelayTarget } from '../store/relay/relay-session.ts';
import { LARGE_BYTES } from '../store/s3/large-blob.ts';
import type { ReadSource } from '../store/s3/source/read-source.ts';
import type { SourceObject } from '../store/s3/source/source-object.ts';
import type { WorkProgress } from '../store/work-progress.ts';
import type { Source } from './open-source.ts';

/** Objects that are read at once. */
const STREAMS = 8;

/** An object whose bytes are stored. */
export interface TakenObject {
  readonly path: string;
  readonly blob: BlobId;
  readonly size: number;
  /** What its server said of it. */
  readonly expected: ExpectedFile;
}

/**
 * Reads objects once for their hash and has a store take them: small ones as they came, large ones copied by their
 * server where it is the store's too, else read once more. Throws `file-changed` for one that is another by then, and
 * `checksum-mismatch` where a server's own SHA-256 is not that of the bytes that it gave.
 */
export async function takeObjects(
  source: Source,
  objects: readonly SourceObject[],
  target: RelayTarget,
  options: CallOptions & { readonly onProgress?: (done: WorkProgress) => void },
): Promise<readonly TakenObject[]> {
  const stop = new AbortController();
  const signal = options.signal === undefined ? stop.signal : AbortSignal.any([options.signal, stop.signal]);
  const progress = { objects: 0, ofObjects: objects.length, bytes: 0, ofBytes: 0 };
  for (const { size } of objects) progress.ofBytes += size;
  const taking = new ObjectTaking(source, target, signal, (objects, bytes) => {
    progress.objects += objects;
    progress.bytes += bytes;
    options.onProgress?.(progress);
  });
  const tasks = objects.map((object) => async () => {
    try {
      return await taking.take(object);
    } catch (error) {
      // The others need not come to their end.
      stop.abort(error);
      throw error;
    }
  });
  const taken: TakenObject[] = [];
  try {
    for await (const one of inFlight(tasks, STREAMS)) taken.push(one);
  } catch (error) {
    options.signal?.throwIfAborted();
    throw stop.signal.aborted ? stop.signal.reason : error;
  }
  return taken;
}

class ObjectTaking {
  readonly #source: Source;
  readonly #target: RelayTarget;
  readonly #signal: AbortSignal;
  readonly #onRead: (objects: number, bytes: number) => void;
  /** Large blobs, by id: the same bytes under two names are taken once. */
  readonly #large = new Map<BlobId, Promise<void>>();

  constructor(
    source: Source,
    target: RelayTarget,
    signal: AbortSignal,
    onRead: (objects: number, bytes: number) => void,
  ) {
    this.#source = source;
    this.#target = target;
    this.#signal = signal;
    this.#onRead = onRead;
  }

  async take(object: SourceObject): Promise<TakenObject> {
    const read = await this.#source.read(object, { signal: this.#signal });
    const blob = object.size < LARGE_BYTES ? await this.#small(read) : await this.#hash(read);
    const expected = expectedOf(object, read, hexOf(blob));
    if (object.size >= LARGE_BYTES) {
      const one = this.#large.get(blob) ?? this.#send(blob, read);
      this.#large.set(blob, one);
      await one;
    }
    this.#onRead(1, 0);
    return { path: object.path, blob, size: object.size, expected };
  }

  async #small({ bytes }: ReadSource): Promise<BlobId> {
    const pieces: Uint8Array[] = [];
    for await (const piece of bytes) {
      pieces.push(piece);
      this.#onRead(0, piece.length);
    }
    const whole = Buffer.concat(pieces);
    const id = blobIdOf(whole);
    await this.#target.session.room();
    this.#target.session.put(id, whole);
    return id;
  }

  async #hash({ bytes }: ReadSource): Promise<BlobId> {
    const sum = sha256Stream();
    for await (const piece of bytes) {
      sum.update(piece);
      this.#onRead(0, piece.length);
    }
    return blobId(sum.hex());
  }

  async #send(id: BlobId, { object }: ReadSource): Promise<void> {
    const { session } = this.#target;
    const signal = this.#signal;
    if (!(await this.#target.lacking([id], async () => undefined)).has(id)) return;
    if (await session.takeFrom(id, object, { signal })) return;
    const { bytes } = await this.#source.read(object, { signal });
    try {
      await session.putStream(id, bytes, { signal });
    } catch (error) {
      if (!isDlakeError(error, 'object-damaged')) throw error;
      throw new DlakeError('file-changed', { path: object.key }, { cause: error });
    }
  }
}

/** What is recorded of where a file came from. An ETag only says which content was read: it proves nothing. */
function expectedOf({ path }: SourceObject, { object, said }: ReadSource, found: string): ExpectedFile {
  const { bucket, key, size, versionId, etag } = object;
  const which =
    versionId === undefined
      ? `etag=${encodeURIComponent(etag.replaceAll('"', ''))}`
      : `versionId=${encodeURIComponent(versionId)}`;
  const from = `s3://${bucket}/${key.split('/').map(encodeURIComponent).join('/')}?${which}`;
  if (said === undefined) return { path, algo: 'size', value: String(size), from, grade: 'size-only' };
  if (said === found) return { path, algo: 'sha256', value: said, from, grade: 'verified-strong' };
  throw new DlakeError('checksum-mismatch', {
    files: [{ path, algo: 'sha256', expected: said, found }],
    from,
  });
}
