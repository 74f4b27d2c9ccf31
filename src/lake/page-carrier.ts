import { applyBatch } from '../catalog/apply-batch.ts';
import type { PageToApply } from '../catalog/batch.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { unknownPages } from '../catalog/roll-forward-state.ts';
import type { ManifestId } from '../records/ids.ts';
import type { Layer } from '../records/layers.ts';
import type { Lake } from './lake.ts';
import { newPage } from './log-news.ts';

/** Bytes of pages held in memory before they are written. */
const BYTES_AT_ONCE = 8 * 1024 * 1024;

/** Carries manifest pages from the store into the catalog, a page after all that is below it, in constant memory. */
export class PageCarrier {
  readonly #lake: Lake;
  readonly #catalog: Catalog;
  #waiting: PageToApply[] = [];
  #bytes = 0;
  #count = 0;

  constructor(lake: Lake, catalog: Catalog) {
    this.#lake = lake;
    this.#catalog = catalog;
  }

  /** How many pages the catalog lacked. */
  get count(): number {
    return this.#count;
  }

  /** Takes those of these pages, and all below them, that the catalog lacks. Throws `object-missing`. */
  async bring(layer: Layer, ids: readonly ManifestId[]): Promise<void> {
    for (const id of await unknownPages(this.#catalog, ids)) {
      const page = await newPage(this.#lake, layer, id);
      if (page.children.length > 0) await this.bring(layer, page.children);
      this.#waiting.push(page);
      this.#bytes += page.bytes.length;
      this.#count += 1;
      if (this.#bytes >= BYTES_AT_ONCE) await this.flush();
    }
  }

  /** Writes what was taken. */
  async flush(): Promise<void> {
    if (this.#waiting.length > 0)
      await applyBatch(this.#catalog, { commits: [], pages: this.#waiting, entries: [] });
    this.#waiting = [];
    this.#bytes = 0;
  }
}
