import { type ManifestChange, sameEntry } from '../records/diff-manifests.ts';
import { findInManifest } from '../records/find-in-manifest.ts';
import type { ReadPage } from '../records/manifest-tree.ts';
import { compareUtf8 } from '../records/utf8-order.ts';
import type { Base } from './base.ts';

/** Of the changes of a folder since its base, those that are not in the ref by an update of the folder. */
export async function unsavedChanges(
  { manifest, updates }: Base,
  changes: readonly ManifestChange[],
  readPage: ReadPage,
): Promise<readonly ManifestChange[]> {
  if (updates === undefined) return changes;
  const unsaved = new Map(changes.map((change) => [change.path, change]));
  for (const { entry: before } of updates) {
    const { path } = before;
    const change = unsaved.get(path);
    const after = change === undefined ? await findInManifest(manifest, path, readPage) : change.after;
    if (after !== undefined && sameEntry(before, after)) unsaved.delete(path);
    else unsaved.set(path, { path, before, ...(after && { after }) });
  }
  return [...unsaved.values()].sort((a, b) => compareUtf8(a.path, b.path));
}
