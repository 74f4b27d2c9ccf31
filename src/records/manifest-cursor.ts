import type { ManifestId } from './ids.ts';
import type { ManifestEntry } from './manifest-entry.ts';
import { ManifestTree, type ReadPage } from './manifest-tree.ts';
import { isLeaf, type Page } from './page.ts';

/** A page that was opened, and how far the cursor is in it. */
interface Frame {
  readonly page: Page;
  index: number;
}

/**
 * Walks a manifest from its first entry to its last, opening pages only when asked to. It stands either at an
 * entry of level 0 or before a page that is not opened yet.
 */
export class ManifestCursor {
  readonly #root: ManifestId;
  readonly #tree: ManifestTree;
  readonly #frames: Frame[] = [];
  #started = false;

  constructor(root: ManifestId, readPage: ReadPage) {
    this.#root = root;
    this.#tree = new ManifestTree(readPage);
  }

  /** Whether nothing is left. */
  get ended(): boolean {
    return this.#started && this.#frames.length === 0;
  }

  /** The entry that the cursor stands at, or undefined before a page that is not opened, and at the end. */
  get entry(): ManifestEntry | undefined {
    const top = this.#frames.at(-1);
    return top !== undefined && isLeaf(top.page) ? top.page.entries[top.index] : undefined;
  }

  /** The level of what the cursor stands at: 0 at an entry, 1 before a page of entries, and so on. */
  get height(): number {
    const top = this.#frames.at(-1);
    if (top === undefined) return this.#started ? 0 : Number.POSITIVE_INFINITY;
    return top.page.level;
  }

  /** The page that the cursor stands before, not opened yet; undefined at an entry and at the end. */
  get page(): ManifestId | undefined {
    if (!this.#started) return this.#root;
    const top = this.#frames.at(-1);
    return top === undefined || isLeaf(top.page) ? undefined : top.page.entries[top.index]?.page;
  }

  /** Opens the page that the cursor stands before. */
  async open(): Promise<void> {
    const top = this.#frames.at(-1);
    if (!this.#started) {
      this.#started = true;
      this.#push(await this.#tree.root(this.#root));
    } else if (top !== undefined && !isLeaf(top.page)) {
      const child = top.page.entries[top.index];
      if (child !== undefined) this.#push(await this.#tree.below(top.page.level, child));
    }
  }

  /** Steps over the entry that the cursor stands at, or the page that it stands before. */
  advance(): void {
    this.#started = true;
    let top = this.#frames.at(-1);
    while (top !== undefined) {
      top.index += 1;
      if (top.index < top.page.entries.length) return;
      this.#frames.pop();
      top = this.#frames.at(-1);
    }
  }

  /** An empty page has nothing to stand at. */
  #push(page: Page): void {
    if (page.entries.length > 0) this.#frames.push({ page, index: 0 });
  }
}
