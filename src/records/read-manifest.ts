import type { ManifestId } from './ids.ts';
import type { ManifestEntry } from './manifest-entry.ts';
import { ManifestTree, type ReadPage } from './manifest-tree.ts';
import { isLeaf, type Page } from './page.ts';

/** The entries of a manifest in byte order of path. Memory does not grow with their number. */
export async function* readManifest(root: ManifestId, readPage: ReadPage): AsyncGenerator<ManifestEntry> {
  for await (const entries of readManifestPages(root, readPage)) yield* entries;
}

/** The entries of a manifest in byte order of path, a page at a time: several times as fast. */
export async function* readManifestPages(
  root: ManifestId,
  readPage: ReadPage,
): AsyncGenerator<readonly ManifestEntry[]> {
  const tree = new ManifestTree(readPage);
  yield* below(await tree.root(root), tree);
}

async function* below(page: Page, tree: ManifestTree): AsyncGenerator<readonly ManifestEntry[]> {
  if (isLeaf(page)) {
    yield page.entries;
    return;
  }
  for (const child of page.entries) yield* below(await tree.below(page.level, child), tree);
}
