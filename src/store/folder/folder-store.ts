import { type BlobId, isBlobId, type ObjectId } from '../../records/ids.ts';
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
  VerifyRow,
  WrittenFile,
} from '../contract.ts';
import { unprovedByReading } from '../reading/unproved-by-reading.ts';
import { checkLayer } from './check-layer.ts';
import { FolderLogs } from './folder-logs.ts';
import { FolderSession } from './folder-session.ts';
import { bringBack } from './freeing/bring-back.ts';
import { FolderFreeing } from './freeing/folder-freeing.ts';
import { idsWithPrefix } from './ids-with-prefix.ts';
import { materialiseFiles } from './materialise/materialise-files.ts';
import { missingIds } from './missing-ids.ts';
import { ObjectReader } from './object-reader.ts';
import { readMany } from './read-many.ts';
import { FolderReferences } from './references/folder-references.ts';
import { sizesOfIds } from './sizes-of-ids.ts';
import type { StoreContext } from './store-context.ts';
import { verifyObjects } from './verify/verify-objects.ts';

/** The store in a folder. */
export class FolderStore implements Store {
  readonly logs: FolderLogs;
  readonly freeing: FolderFreeing;
  readonly references: FolderReferences;
  readonly #context: StoreContext;

  constructor(context: StoreContext) {
    this.#context = context;
    this.logs = new FolderLogs(context);
    this.freeing = new FolderFreeing(context);
    this.references = new FolderReferences(context);
  }

  async session(layer: Layer, options?: SessionOptions): Promise<Session> {
    throwIfAborted(options?.signal);
    return new FolderSession(this.#context, layer, options);
  }

  async get(
    layer: Layer,
    id: ObjectId,
    options: RangeOptions = {},
  ): Promise<AsyncIterable<Uint8Array> | undefined> {
    throwIfAborted(options.signal);
    const reader = new ObjectReader(this.#context, layer);
    const extent = reader.find(id);
    if (extent === undefined) return undefined;
    const whole = options.offset === undefined && options.length === undefined;
    return extent.packed && whole ? once(reader.read(id)) : reader.stream(id, extent, options);
  }

  async read(layer: Layer, id: ObjectId, options: CallOptions = {}): Promise<Uint8Array | undefined> {
    throwIfAborted(options.signal);
    return new ObjectReader(this.#context, layer).read(id);
  }

  readMany(
    layer: Layer,
    ids: readonly ObjectId[],
    options: CallOptions = {},
  ): AsyncIterable<readonly ReadObject[]> {
    return readMany(this.#context, layer, ids, options);
  }

  async missing(layer: Layer, ids: Iterable<ObjectId>, options: MissingOptions = {}): Promise<Set<ObjectId>> {
    const checkpoint = () => throwIfAborted(options.signal);
    checkpoint();
    const sizeOf = options.sizeOf ?? (() => undefined);
    const index = this.#context.index(layer);
    const missing = missingIds(index, ids, sizeOf, checkpoint);
    const isBack = missing.size > 0 && bringBack(this.#context, layer, missing);
    return isBack ? missingIds(index, missing, sizeOf, checkpoint) : missing;
  }

  async sizes(
    layer: Layer,
    ids: readonly ObjectId[],
    options: CallOptions = {},
  ): Promise<ReadonlyMap<ObjectId, number>> {
    throwIfAborted(options.signal);
    return sizesOfIds(this.#context.index(layer), ids);
  }

  async withPrefix(layer: Layer, hex: string, limit: number): Promise<ObjectId[]> {
    return idsWithPrefix(this.#context.index(layer), hex, limit);
  }

  materialise(
    layer: Layer,
    root: string,
    files: Iterable<FileToWrite>,
    options: MaterialiseOptions,
  ): AsyncIterable<readonly WrittenFile[]> {
    return materialiseFiles(this.#context, layer, root, files, options);
  }

  verify(layer: Layer, ids: Iterable<ObjectId> | 'all', options: CallOptions = {}): AsyncIterable<VerifyRow> {
    return verifyObjects(this.#context, layer, ids, options);
  }

  async prove(
    layer: Layer,
    ids: readonly ObjectId[],
    options: ProveOptions = {},
  ): Promise<ReadonlyMap<ObjectId, Unproved>> {
    const foreign = this.references.only(layer, ids.filter(isBlobId));
    const own = ids.filter((id) => !foreign.has(id as BlobId));
    const unproved = new Map(await unprovedByReading(this.verify(layer, own, options)));
    for (const id of foreign) unproved.set(id, 'missing');
    return unproved;
  }

  check(layer: Layer, options: CallOptions = {}): AsyncIterable<StoreProblem> {
    return checkLayer(this.#context, layer, options);
  }

  async close(): Promise<void> {
    this.#context.close();
  }
}

async function* once(bytes: Uint8Array | undefined): AsyncIterable<Uint8Array> {
  if (bytes !== undefined && bytes.length > 0) yield bytes;
}
