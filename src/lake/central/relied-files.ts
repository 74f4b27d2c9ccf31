import type { FileName } from '../../catalog/catalog-file.ts';
import type { Layer } from '../../records/layers.ts';

/**
 * The files that were placed, or found to hold what is wanted, since a ref moved last: the next move of a ref in that
 * layer relies on them, and is made only if all of them are still live then.
 */
export class ReliedFiles {
  readonly #files = new Map<Layer, Map<string, FileName>>();

  note(layer: Layer, { kind, key }: FileName): void {
    const files = this.#files.get(layer) ?? new Map<string, FileName>();
    files.set(`${kind}/${key}`, { kind, key });
    this.#files.set(layer, files);
  }

  /** A file that turned out not to be there is relied on no more. */
  drop(layer: Layer, { kind, key }: FileName): void {
    this.#files.get(layer)?.delete(`${kind}/${key}`);
  }

  of(layer: Layer): readonly FileName[] {
    return [...(this.#files.get(layer)?.values() ?? [])];
  }

  forget(layer: Layer): void {
    this.#files.delete(layer);
  }
}
