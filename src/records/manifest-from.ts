import type { ManifestId } from './ids.ts';
import type { ManifestEntry } from './manifest-entry.ts';
import { ManifestTree, type ReadPage } from './manifest-tree.ts';
import { isLeaf, type Page } from './page.ts';
import { compareUtf8 } from './utf8-order.ts';

/** The entries of a manifest from a path on, which need not be there, in byte order and a page at a time. */
export async function* manifestFrom(
  root: ManifestId,
  from: string,
  readPage: ReadPage,
): AsyncGenerator<readonly ManifestEntry[]> {
  const tree = new ManifestTree(readPage);
  yield* fromPage(await tree.root(root), from, tree);
}

async function* fromPage(
  page: Page,
  from: string,
  tree: ManifestTree,
): AsyncGenerator<readonly ManifestEntry[]> {
  if (isLeaf(page)) {
    const entries = page.entries.filter(({ path }) => compareUtf8(path, from) >= 0);
    if (entries.length > 0) yield entries;
    return;
  }
  for (const child of page.entries)
    if (compareUtf8(child.last, from) >= 0) yield* fromPage(await tree.below(page.level, child), from, tree);
}
