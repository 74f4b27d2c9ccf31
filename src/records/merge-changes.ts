import { type PathChange, sameEntry } from './diff-manifests.ts';
import type { ManifestId } from './ids.ts';
import type { ManifestEntry } from './manifest-entry.ts';
import type { ReadPage } from './manifest-tree.ts';
import { readManifest } from './read-manifest.ts';
import { compareUtf8 } from './utf8-order.ts';

/**
 * How entries, in byte order of path, differ from a manifest; from nothing when there is none. `changeOf` says what is
 * kept of each difference: for a first version that is something for every file.
 */
export async function mergeChanges<Change extends PathChange>(
  manifest: ManifestId | undefined,
  entries: AsyncIterable<readonly ManifestEntry[]>,
  readPage: ReadPage,
  changeOf: (path: string, before: ManifestEntry | undefined, after: ManifestEntry | undefined) => Change,
): Promise<readonly Change[]> {
  const changes: Change[] = [];
  const old = manifest === undefined ? undefined : readManifest(manifest, readPage);
  const next = async () => {
    const step = await old?.next();
    return step === undefined || step.done === true ? undefined : step.value;
  };
  let before = await next();
  for await (const batch of entries) {
    for (const after of batch) {
      for (; before !== undefined && compareUtf8(before.path, after.path) < 0; before = await next()) {
        changes.push(changeOf(before.path, before, undefined));
      }
      if (before?.path !== after.path) {
        changes.push(changeOf(after.path, undefined, after));
        continue;
      }
      if (!sameEntry(before, after)) changes.push(changeOf(after.path, before, after));
      before = await next();
    }
  }
  for (; before !== undefined; before = await next()) changes.push(changeOf(before.path, before, undefined));
  return changes;
}
