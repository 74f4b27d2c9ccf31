import type { ManifestId } from '../../src/records/ids.ts';
import { ManifestBuilder, type ManifestRoot } from '../../src/records/manifest-builder.ts';
import type { ManifestEntry } from '../../src/records/manifest-entry.ts';
import type { ReadPage } from '../../src/records/manifest-tree.ts';

/** Pages by id, and which of them were read. */
export class Pages {
  readonly bytes = new Map<ManifestId, Uint8Array>();
  read = 0;

  readonly readPage: ReadPage = async (id) => {
    this.read += 1;
    const bytes = this.bytes.get(id);
    if (bytes === undefined) throw new Error(`no page ${id}`);
    return bytes;
  };

  /** Builds a manifest of entries in order and keeps its pages. */
  build(entries: Iterable<ManifestEntry>): ManifestRoot {
    const builder = new ManifestBuilder((page) => this.bytes.set(page.id, page.bytes));
    for (const entry of entries) builder.add(entry);
    return builder.finish();
  }
}

/** All that an async iterable yields. */
export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
