import { hexOf, type ObjectId } from '../../../src/records/ids.ts';
import type { Layer } from '../../../src/records/layers.ts';
import type {
  FileFact,
  ObjectPlace,
  PackedObject,
  StoredFile,
  StoreIndex,
  Upload,
} from '../../../src/store/s3/store-index.ts';

interface Kept {
  readonly file: StoredFile;
  readonly objects: ReadonlyMap<ObjectId, PackedObject>;
}

/** An index that lives as long as the process, and that several clients may share. */
export class MemoryIndex implements StoreIndex {
  readonly #layers = new Map<Layer, Map<string, Kept>>();
  readonly #places = new Map<Layer, Map<ObjectId, Set<string>>>();

  async locate(layer: Layer, ids: readonly ObjectId[]): Promise<ReadonlyMap<ObjectId, ObjectPlace>> {
    return new Map(
      ids.flatMap((id) => {
        const kept = [...(this.#of(this.#places, layer).get(id) ?? [])]
          .map((name) => this.#of(this.#layers, layer).get(name))
          .filter((one) => one !== undefined)
          .sort((a, b) => Number(b.file.proved) - Number(a.file.proved))[0];
        const place = kept?.objects.get(id);
        if (kept === undefined || place === undefined) return [];
        return [[id, { file: kept.file, offset: place.offset, length: place.length }] as const];
      }),
    );
  }

  async place(layer: Layer, uploads: readonly Upload[]): Promise<void> {
    const places = this.#of(this.#places, layer);
    for (const { objects, ...file } of uploads) {
      this.#of(this.#layers, layer).set(nameOf(file), {
        file,
        objects: new Map(objects.map((one) => [one.id, one])),
      });
      for (const { id } of objects) places.set(id, new Set([...(places.get(id) ?? []), nameOf(file)]));
    }
  }

  async note(layer: Layer, facts: readonly FileFact[]): Promise<void> {
    const files = this.#of(this.#layers, layer);
    for (const fact of facts) {
      const kept = files.get(nameOf(fact));
      const { lost, ...rest } = fact;
      if (lost) files.delete(nameOf(fact));
      else if (kept !== undefined) files.set(nameOf(fact), { ...kept, file: { ...kept.file, ...rest } });
    }
  }

  async withPrefix(layer: Layer, hex: string, limit: number): Promise<ObjectId[]> {
    const ids = [...this.#of(this.#places, layer).keys()].filter((id) => hexOf(id).startsWith(hex));
    const held = await this.locate(layer, ids);
    return [...held.keys()].sort((a, b) => (hexOf(a) < hexOf(b) ? -1 : 1)).slice(0, limit);
  }

  async *files(layer: Layer): AsyncIterable<readonly StoredFile[]> {
    const files = this.#of(this.#layers, layer);
    const names = [...files.keys()].sort();
    if (names.length > 0) yield names.map((name) => (files.get(name) as Kept).file);
  }

  async objects(layer: Layer, file: StoredFile): Promise<readonly PackedObject[]> {
    return [...(this.#of(this.#layers, layer).get(nameOf(file))?.objects.values() ?? [])];
  }

  #of<K, V>(layers: Map<Layer, Map<K, V>>, layer: Layer): Map<K, V> {
    const found = layers.get(layer) ?? new Map<K, V>();
    layers.set(layer, found);
    return found;
  }
}

const nameOf = ({ kind, key }: Pick<StoredFile, 'kind' | 'key'>) => `${kind} ${key}`;
