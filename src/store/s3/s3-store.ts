import { DlakeError } from '../../errors.ts';
import type { BlobId, ObjectId } from '../../records/ids.ts';
import type { Layer } from '../../records/layers.ts';
import { throwIfAborted } from '../abort.ts';
import type {
  CallOptions,
  FileToWrite,
  MaterialiseOptions,
  MissingOptions,
  ProveOptions,
  RangeOptions,
  ReadObject,
  Session,
  SessionOptions,
  Store,
  StoreProblem,
  Unproved,
  VerifyOptions,
  VerifyRow,
  WrittenFile,
} from '../contract.ts';
import { checkLayer } from './check-layer.ts';
import { S3Freeing } from './freeing/s3-freeing.ts';
import { headFile } from './head-file.ts';
import { materialiseFiles } from './materialise-files.ts';
import { missingObjects } from './missing-objects.ts';
import { objectStream } from './object-stream.ts';
import type { UrlOptions } from './presign-file.ts';
import { proveObjects } from './prove-objects.ts';
import { type DamagedObject, readObjects } from './read-objects.ts';
import { S3Logs } from './s3-logs.ts';
import { S3Session } from './s3-session.ts';
import { type ProvedFile, stillThere } from './still-there.ts';
import type { S3Context } from './store-context.ts';
import type { ObjectPlace } from './store-index.ts';
import { verifyObjects } from './verify-objects.ts';

/** Places of so many objects are kept until they are read. */
const KEPT = 16_384;

/** The store in four buckets. */
export class S3Store implements Store {
  readonly logs: S3Logs;
  readonly freeing?: S3Freeing;
  readonly #context: S3Context;
  /** Where the objects lie that were asked about last: whoever asks how long they are reads them next. */
  #located: { readonly layer: Layer; readonly places: ReadonlyMap<ObjectId, ObjectPlace> } | undefined;
  /** What was proved last: whoever proves looks once more, once it relies on it. */
  #proved: { readonly layer: Layer; readonly files: readonly ProvedFile[] } | undefined;

  constructor(context: S3Context) {
    this.#context = context;
    this.logs = new S3Logs(context.requests);
    const { freeing } = context.index;
    if (freeing !== undefined) this.freeing = new S3Freeing(context, freeing);
  }

  /** HTTP requests sent until now, each attempt counted. */
  get requests(): number {
    return this.#context.requests.sent;
  }

  async session(layer: Layer, options?: SessionOptions): Promise<Session> {
    throwIfAborted(options?.signal);
    return new S3Session(this.#context, layer, options);
  }

  get(
    layer: Layer,
    id: ObjectId,
    options: RangeOptions = {},
  ): Promise<AsyncIterable<Uint8Array> | undefined> {
    return objectStream(this.#context, layer, id, options);
  }

  async read(layer: Layer, id: ObjectId, options: CallOptions = {}): Promise<Uint8Array | undefined> {
    for await (const batch of this.readMany(layer, [id], options)) return batch[0]?.bytes;
    return undefined;
  }

  async *readMany(
    layer: Layer,
    ids: readonly ObjectId[],
    options: CallOptions = {},
  ): AsyncIterable<readonly ReadObject[]> {
    const located = this.#located;
    this.#located = undefined;
    const known = located?.layer === layer ? located.places : undefined;
    const read = readObjects(this.#context, layer, ids, { ...options, ...(known && { known }) });
    for await (const batch of read) yield batch.map(undamaged);
  }

  async missing(layer: Layer, ids: Iterable<ObjectId>, options: MissingOptions = {}): Promise<Set<ObjectId>> {
    throwIfAborted(options.signal);
    const proved = this.#proved;
    this.#proved = undefined;
    if (proved?.layer !== layer) return missingObjects(this.#context, layer, ids, options);
    const asked = new Set(ids);
    for (const id of await stillThere(this.#context, layer, asked, proved.files)) asked.delete(id);
    return missingObjects(this.#context, layer, asked, options);
  }

  async sizes(
    layer: Layer,
    ids: readonly ObjectId[],
    options: CallOptions = {},
  ): Promise<ReadonlyMap<ObjectId, number>> {
    throwIfAborted(options.signal);
    const places = await this.#context.index.locate(layer, ids);
    this.#located = places.size <= KEPT ? { layer, places } : undefined;
    return new Map([...places].map(([id, { length }]) => [id, length]));
  }

  withPrefix(layer: Layer, hex: string, limit: number): Promise<ObjectId[]> {
    return this.#context.index.withPrefix(layer, hex, limit);
  }

  materialise(
    layer: Layer,
    root: string,
    files: Iterable<FileToWrite>,
    options: MaterialiseOptions,
  ): AsyncIterable<readonly WrittenFile[]> {
    return materialiseFiles(this.#context, layer, root, files, options);
  }

  verify(
    layer: Layer,
    ids: Iterable<ObjectId> | 'all',
    options: VerifyOptions = {},
  ): AsyncIterable<VerifyRow> {
    return verifyObjects(this.#context, layer, ids, options);
  }

  prove(
    layer: Layer,
    ids: readonly ObjectId[],
    options: ProveOptions = {},
  ): Promise<ReadonlyMap<ObjectId, Unproved>> {
    throwIfAborted(options.signal);
    const files: ProvedFile[] = [];
    this.#proved = { layer, files };
    return proveObjects(this.#context, layer, ids, { ...options, onProved: (file) => files.push(file) });
  }

  check(layer: Layer, options: CallOptions = {}): AsyncIterable<StoreProblem> {
    return checkLayer(this.#context, layer, options);
  }

  /**
   * An address from which anybody can read a blob for a while: `packed` for one that lies in a pack with others, and
   * undefined where the layer does not hold it.
   */
  async urlOf(layer: Layer, id: BlobId, options: UrlOptions): Promise<string | undefined> {
    const { requests, index } = this.#context;
    const file = (await index.locate(layer, [id])).get(id)?.file;
    if (file === undefined) return undefined;
    if (file.kind === 'pack') return 'packed';
    // What the index says is there may have been taken away.
    if (typeof (await headFile(requests, layer, file)) === 'string') return undefined;
    const { presignFile } = await import('./presign-file.ts');
    return presignFile(requests, layer, file, options);
  }

  async close(): Promise<void> {
    this.#context.requests.close();
  }
}

function undamaged(object: ReadObject | DamagedObject): ReadObject {
  if ('bytes' in object) return object;
  throw new DlakeError('object-damaged', object);
}
