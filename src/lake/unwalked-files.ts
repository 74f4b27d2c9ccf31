import { isDlakeError } from '../errors.ts';
import type { ManifestId } from '../records/ids.ts';
import type { Layer } from '../records/layers.ts';
import { type FileEntry, isSymlink } from '../records/manifest-entry.ts';
import { decodePage, isLeaf } from '../records/page.ts';
import type { Lake } from './lake.ts';
import { pageKey } from './named-objects.ts';
import { pageReader } from './read-page.ts';

/**
 * The files of a manifest that lie in pages which were not walked before, a page at a time; pages that are walked are
 * added. What lies behind a page that is not here is left out.
 */
export async function* unwalkedFiles(
  lake: Lake,
  layer: Layer,
  manifest: ManifestId,
  walked: Set<string>,
): AsyncIterable<readonly FileEntry[]> {
  const readPage = pageReader(lake, layer);
  const waiting: ManifestId[] = [manifest];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const key = pageKey(layer, id);
    if (walked.has(key)) continue;
    walked.add(key);
    const bytes = await readPage(id).catch((error: unknown) => {
      if (isDlakeError(error, 'object-missing')) return undefined;
      throw error;
    });
    const page = bytes && decodePage(bytes);
    if (page === undefined) continue;
    if (isLeaf(page)) yield page.entries.flatMap((entry) => (isSymlink(entry) ? [] : [entry]));
    else waiting.push(...page.entries.map((child) => child.page).reverse());
  }
}
