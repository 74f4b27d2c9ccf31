import { isDlakeError } from '../../errors.ts';
import { blobId, hexOf, type ObjectId } from '../../records/ids.ts';
import type { Layer } from '../../records/layers.ts';
import { inFlight } from '../in-flight.ts';
import { listVersions } from './list-versions.ts';
import { packContents } from './pack-contents.ts';
import { fileOfPath, folderOfKind } from './s3-layout.ts';
import type { S3Requests } from './s3-requests.ts';
import type { FileFact, ObjectPlace, PackedObject, StoredFile, StoreIndex, Upload } from './store-index.ts';

const PACKS = 8;

/** A file and what it holds; without `objects` it can't be read, for this reason. */
export type FileContents =
  | { readonly file: StoredFile; readonly objects: readonly PackedObject[] }
  | { readonly file: StoredFile; readonly reason: string };

/** The index that the buckets are by themselves. */
export interface BucketIndex extends StoreIndex {
  /** Every file of a layer with what it holds, packs read in parallel, in any order; memory does not grow with them. */
  contents(layer: Layer, signal?: AbortSignal): AsyncIterable<FileContents>;
}

/**
 * Reads the buckets as they are, for a store without a catalog and to make a catalog again. `files`, `objects` and
 * `contents` read anew and keep nothing; `locate` and `withPrefix` read a layer once, and keep where each object is
 * until `close`. What is placed is known to this index only.
 */
export function openBucketIndex(requests: S3Requests): BucketIndex {
  return new ListedBuckets(requests);
}

class ListedBuckets implements BucketIndex {
  readonly #requests: S3Requests;
  readonly #layers = new Map<Layer, Promise<KnownLayer>>();

  constructor(requests: S3Requests) {
    this.#requests = requests;
  }

  async locate(layer: Layer, ids: readonly ObjectId[]): Promise<ReadonlyMap<ObjectId, ObjectPlace>> {
    return (await this.#known(layer)).locate(ids);
  }

  async place(layer: Layer, uploads: readonly Upload[]): Promise<void> {
    const known = await this.#known(layer);
    for (const { objects, ...file } of uploads) known.add(file, objects);
  }

  async note(layer: Layer, facts: readonly FileFact[]): Promise<void> {
    const known = await this.#known(layer);
    for (const fact of facts) known.note(fact);
  }

  async withPrefix(layer: Layer, hex: string, limit: number): Promise<ObjectId[]> {
    return (await this.#known(layer)).withPrefix(hex, limit);
  }

  async *files(layer: Layer): AsyncIterable<readonly StoredFile[]> {
    for (const kind of ['blob', 'pack'] as const) {
      for await (const batch of listVersions(this.#requests, layer, { prefix: folderOfKind(kind) })) {
        const files = batch.flatMap(({ path, oldest }): StoredFile[] => {
          const name = fileOfPath(path);
          return name === undefined ? [] : [{ ...name, ...oldest, proved: false }];
        });
        if (files.length > 0) yield files;
      }
    }
  }

  async objects(layer: Layer, file: StoredFile): Promise<readonly PackedObject[]> {
    if (file.kind === 'blob') return [{ id: blobId(file.key), offset: 0, length: file.size }];
    return (await packContents(this.#requests, layer, file)) ?? [];
  }

  async *contents(layer: Layer, signal?: AbortSignal): AsyncIterable<FileContents> {
    for await (const files of this.files(layer)) {
      const tasks = files.map((file) => () => this.#contentsOf(layer, file, signal));
      yield* inFlight(tasks, PACKS);
    }
  }

  async #contentsOf(layer: Layer, file: StoredFile, signal: AbortSignal | undefined): Promise<FileContents> {
    if (file.kind === 'blob') return { file, objects: await this.objects(layer, file) };
    try {
      const objects = await packContents(this.#requests, layer, file, signal);
      return objects === undefined ? { file, reason: 'it is gone' } : { file, objects };
    } catch (error) {
      if (!isDlakeError(error, 'store-damaged')) throw error;
      return { file, reason: error.data.reason };
    }
  }

  #known(layer: Layer): Promise<KnownLayer> {
    const known = this.#layers.get(layer) ?? this.#read(layer);
    this.#layers.set(layer, known);
    return known;
  }

  async #read(layer: Layer): Promise<KnownLayer> {
    const known = new KnownLayer();
    for await (const one of this.contents(layer)) if ('objects' in one) known.add(one.file, one.objects);
    return known;
  }
}

interface Place {
  readonly name: string;
  readonly offset: number;
  readonly length: number;
}

/** Where the objects of a layer are. */
class KnownLayer {
  readonly #files = new Map<string, StoredFile>();
  readonly #places = new Map<ObjectId, Place[]>();

  add(file: StoredFile, objects: readonly PackedObject[]): void {
    const name = nameOf(file);
    const known = this.#files.has(name);
    this.#files.set(name, file);
    if (known) return;
    for (const { id, offset, length } of objects)
      this.#places.set(id, [...(this.#places.get(id) ?? []), { name, offset, length }]);
  }

  note(fact: FileFact): void {
    const name = nameOf(fact);
    const file = this.#files.get(name);
    if (file === undefined) return;
    const { lost, ...facts } = fact;
    if (lost) this.#files.delete(name);
    else this.#files.set(name, { ...file, ...facts });
  }

  locate(ids: readonly ObjectId[]): ReadonlyMap<ObjectId, ObjectPlace> {
    const found = new Map<ObjectId, ObjectPlace>();
    for (const id of ids) {
      for (const { name, offset, length } of this.#places.get(id) ?? []) {
        const file = this.#files.get(name);
        if (file === undefined) continue;
        found.set(id, { file, offset, length });
        if (file.proved) break;
      }
    }
    return found;
  }

  withPrefix(hex: string, limit: number): ObjectId[] {
    const found = [...this.#places.keys()].filter((id) => hexOf(id).startsWith(hex));
    const held = found.filter((id) => this.locate([id]).size > 0);
    return held.sort((a, b) => (hexOf(a) < hexOf(b) ? -1 : 1)).slice(0, limit);
  }
}

const nameOf = ({ kind, key }: Pick<StoredFile, 'kind' | 'key'>) => `${kind} ${key}`;
