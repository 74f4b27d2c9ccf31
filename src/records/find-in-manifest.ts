import type { ManifestId } from './ids.ts';
import type { ManifestEntry } from './manifest-entry.ts';
import { ManifestTree, type ReadPage } from './manifest-tree.ts';
import { isLeaf } from './page.ts';
import { compareUtf8 } from './utf8-order.ts';

/** The entry of a manifest at this path, or undefined; reads one page of each level. */
export async function findInManifest(
  root: ManifestId,
  path: string,
  readPage: ReadPage,
): Promise<ManifestEntry | undefined> {
  const tree = new ManifestTree(readPage);
  let page = await tree.root(root);
  while (!isLeaf(page)) {
    const { level, entries } = page;
    const child = entries[firstAtOrAfter(entries.length, (i) => compareUtf8(entries[i]?.last ?? '', path))];
    if (child === undefined) return undefined;
    page = await tree.below(level, child);
  }
  const { entries } = page;
  const found = entries[firstAtOrAfter(entries.length, (i) => compareUtf8(entries[i]?.path ?? '', path))];
  return found?.path === path ? found : undefined;
}

/** The first index for which `compare` is not negative; `count` when there is none. */
function firstAtOrAfter(count: number, compare: (index: number) => number): number {
  let from = 0;
  let to = count;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (compare(middle) < 0) from = middle + 1;
    else to = middle;
  }
  return from;
}
