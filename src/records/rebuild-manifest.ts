import type { ManifestChange } from './diff-manifests.ts';
import type { ManifestId } from './ids.ts';
import { type EmitPage, ManifestBuilder, type ManifestRoot } from './manifest-builder.ts';
import type { ChildEntry, ManifestEntry } from './manifest-entry.ts';
import { ManifestTree, type ReadPage } from './manifest-tree.ts';
import { isLeaf, type Page } from './page.ts';
import { compareUtf8 } from './utf8-order.ts';

/**
 * The manifest that has what another one has, but for these changes, which come in byte order of path: the same
 * that a builder makes of all its entries. Only pages of level 0 that a change falls into, or whose cuts it moved,
 * are read and made anew; `keep` is told of each that is kept unread. Whoever calls this knows that no path of the
 * outcome lies below another. Throws what the builder throws, and `record-invalid`.
 */
export async function rebuildManifest(
  base: ManifestId,
  changes: readonly ManifestChange[],
  readPage: ReadPage,
  emit: EmitPage,
  keep: (page: ManifestId) => void = () => undefined,
): Promise<ManifestRoot> {
  const tree = new ManifestTree(readPage);
  const rebuild = new Rebuild(tree, changes, new ManifestBuilder(emit), keep);
  await rebuild.page(await tree.root(base), true);
  return rebuild.finish();
}

class Rebuild {
  readonly #tree: ManifestTree;
  readonly #changes: readonly ManifestChange[];
  readonly #builder: ManifestBuilder;
  readonly #keep: (page: ManifestId) => void;
  /** The first change that is still to come. */
  #next = 0;

  constructor(
    tree: ManifestTree,
    changes: readonly ManifestChange[],
    builder: ManifestBuilder,
    keep: (page: ManifestId) => void,
  ) {
    this.#keep = keep;
    this.#tree = tree;
    this.#changes = changes;
    this.#builder = builder;
  }

  /** Takes a page of the base with the changes that fall into it; `last` when nothing of the base follows it. */
  async page(page: Page, last: boolean): Promise<void> {
    if (isLeaf(page)) {
      this.#entries(page.entries);
      return;
    }
    for (const [i, child] of page.entries.entries()) {
      const isLast = last && i === page.entries.length - 1;
      if (page.level === 1 && !isLast && this.#reuse(child)) continue;
      await this.page(await this.#tree.below(page.level, child), isLast);
    }
  }

  /** Adds what comes after the base's last path. */
  finish(): ManifestRoot {
    for (; this.#next < this.#changes.length; this.#next++) this.#add(this.#changes[this.#next]?.after);
    return this.#builder.finish();
  }

  #reuse(child: ChildEntry): boolean {
    const change = this.#changes[this.#next];
    const touched = change !== undefined && compareUtf8(change.path, child.last) <= 0;
    if (touched || !this.#builder.addPage(child)) return false;
    this.#keep(child.page);
    return true;
  }

  #entries(entries: readonly ManifestEntry[]): void {
    for (const entry of entries) {
      let change = this.#changes[this.#next];
      for (
        ;
        change !== undefined && compareUtf8(change.path, entry.path) < 0;
        change = this.#changes[this.#next]
      ) {
        this.#add(change.after);
        this.#next++;
      }
      if (change?.path === entry.path) {
        this.#add(change.after);
        this.#next++;
      } else this.#add(entry);
    }
  }

  #add(entry: ManifestEntry | undefined): void {
    if (entry !== undefined) this.#builder.add(entry);
  }
}
