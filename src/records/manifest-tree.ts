import { DlakeError } from '../errors.ts';
import type { ManifestId } from './ids.ts';
import type { ChildEntry } from './manifest-entry.ts';
import { decodePage, isLeaf, type Page } from './page.ts';
import { PathOrder } from './path-order.ts';

/** How readers of manifests get a page's bytes; they are trusted to be those of the id. */
export type ReadPage = (id: ManifestId) => Promise<Uint8Array>;

/**
 * Reads the pages of one manifest from left to right, leaving out what the caller leaves out, and refuses what
 * does not fit together: paths out of order, twice or below another, also across pages; a page that is not what
 * the page above it says. Throws `record-invalid` with the reason.
 */
export class ManifestTree {
  readonly #readPage: ReadPage;
  readonly #order = new PathOrder();

  constructor(readPage: ReadPage) {
    this.#readPage = readPage;
  }

  /** Reads the root page. */
  async root(id: ManifestId): Promise<Page> {
    return this.#read(id);
  }

  /** Reads a page that is listed in a page of this level. */
  async below(level: number, child: ChildEntry): Promise<Page> {
    const page = await this.#read(child.page);
    if (page.level !== level - 1) throw wrong(`a page of level ${page.level} below one of level ${level}`);
    const { last, files, bytes } = pageTotals(page);
    if (last !== child.last) throw wrong('the last path of a page differs from what the page above says');
    if (files !== child.files || bytes !== child.bytes) {
      throw wrong('the totals of a page differ from what the page above says');
    }
    return page;
  }

  async #read(id: ManifestId): Promise<Page> {
    return decodePage(await this.#readPage(id), this.#order);
  }
}

/** The last path of a page, and the number and bytes of all files below it. */
function pageTotals(page: Page): Omit<ChildEntry, 'page'> {
  let files = 0;
  let bytes = 0;
  if (isLeaf(page)) {
    files = page.entries.length;
    for (const entry of page.entries) bytes += 'size' in entry ? entry.size : 0;
    return { last: page.entries.at(-1)?.path ?? '', files, bytes };
  }
  for (const child of page.entries) {
    files += child.files;
    bytes += child.bytes;
  }
  return { last: page.entries.at(-1)?.last ?? '', files, bytes };
}

function wrong(reason: string): DlakeError {
  return new DlakeError('record-invalid', { what: 'manifest', reason });
}
