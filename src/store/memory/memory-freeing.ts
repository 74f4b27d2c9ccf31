import { type BlobId, isBlobId, type ObjectId } from '../../records/ids.ts';
import type { Layer } from '../../records/layers.ts';
import { throwIfAborted } from '../abort.ts';
import type { CallOptions } from '../contract.ts';
import type { Freed, FreedBytes, Freeing, RetireOptions, StoredBlobs } from '../freeing.ts';

/** A blob that was retired, and the sessions that were open then. */
interface Fossil {
  readonly layer: Layer;
  readonly bytes: Uint8Array;
  readonly waitsFor: readonly object[];
}

/** How blobs of a memory store are freed. */
export class MemoryFreeing implements Freeing {
  readonly #of: (layer: Layer) => Map<ObjectId, Uint8Array>;
  readonly #sessions: ReadonlySet<object>;
  readonly #fossils = new Map<string, Fossil & { readonly id: BlobId }>();

  /** `sessions`: those that are open. */
  constructor(of: (layer: Layer) => Map<ObjectId, Uint8Array>, sessions: ReadonlySet<object>) {
    this.#of = of;
    this.#sessions = sessions;
  }

  async *stored(layer: Layer, options: CallOptions = {}): AsyncIterable<readonly StoredBlobs[]> {
    throwIfAborted(options.signal);
    // A store in memory is younger than whoever asks.
    const files = [...this.#of(layer)].flatMap(([id, { length }]): StoredBlobs[] =>
      isBlobId(id) ? [{ kind: 'blob', ageMs: 0, blobs: [{ id, bytes: length }] }] : [],
    );
    if (files.length > 0) yield files;
  }

  async retire(layer: Layer, ids: readonly BlobId[], options: RetireOptions = {}): Promise<FreedBytes> {
    throwIfAborted(options.signal);
    let [objects, bytes] = [0, 0];
    for (const id of ids) {
      const held = this.#of(layer).get(id);
      if (options.forGood) this.#fossils.delete(nameOf(layer, id));
      if (held === undefined) continue;
      this.#of(layer).delete(id);
      if (!options.forGood)
        this.#fossils.set(nameOf(layer, id), { layer, id, bytes: held, waitsFor: [...this.#sessions] });
      objects += 1;
      bytes += held.length;
    }
    return { objects, bytes };
  }

  isPending(): boolean {
    return this.#fossils.size > 0;
  }

  async free(
    keep: (layer: Layer, ids: readonly BlobId[]) => Promise<ReadonlySet<BlobId>>,
    options: CallOptions = {},
  ): Promise<Freed> {
    throwIfAborted(options.signal);
    let [bytes, waiting] = [0, 0];
    for (const [name, fossil] of [...this.#fossils]) {
      const isElsewhere = this.#of(fossil.layer).has(fossil.id);
      if (!isElsewhere && (await keep(fossil.layer, [fossil.id])).size > 0)
        this.bringBack(fossil.layer, fossil.id);
      if (fossil.waitsFor.some((session) => this.#sessions.has(session))) {
        waiting += fossil.bytes.length;
        continue;
      }
      if (this.#fossils.delete(name)) bytes += fossil.bytes.length;
    }
    return { bytes, waiting };
  }

  /** Whether it was retired; then it is back. */
  bringBack(layer: Layer, id: ObjectId): boolean {
    const fossil = this.#fossils.get(nameOf(layer, id));
    if (fossil === undefined) return false;
    this.#of(layer).set(id, fossil.bytes);
    return true;
  }
}

const nameOf = (layer: Layer, id: ObjectId): string => `${layer} ${id}`;
