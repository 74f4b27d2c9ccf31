import type { ManifestEntry } from '../records/manifest-entry.ts';
import type { ReadPage } from '../records/manifest-tree.ts';
import { readManifestPages } from '../records/read-manifest.ts';
import { compareUtf8 } from '../records/utf8-order.ts';
import type { Base } from './base.ts';

/** What a folder stems from, in byte order of path: its base, with what its updates put into later versions. */
export async function* baseEntries(base: Base, readPage: ReadPage): AsyncIterable<readonly ManifestEntry[]> {
  const put = (base.updates ?? []).map(({ entry }) => entry).sort((a, b) => compareUtf8(a.path, b.path));
  let next = 0;
  for await (const page of readManifestPages(base.manifest, readPage)) {
    const entries: ManifestEntry[] = [];
    for (const entry of page) {
      while (next < put.length && compareUtf8(put[next]!.path, entry.path) < 0) entries.push(put[next++]!);
      entries.push(put[next]?.path === entry.path ? put[next++]! : entry);
    }
    yield entries;
  }
  yield put.slice(next);
}
