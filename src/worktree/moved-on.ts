import { diffManifests, type ManifestChange, sameEntry } from '../records/diff-manifests.ts';
import { findInManifest } from '../records/find-in-manifest.ts';
import type { ManifestId } from '../records/ids.ts';
import type { ManifestEntry } from '../records/manifest-entry.ts';
import type { ReadPage } from '../records/manifest-tree.ts';
import { readManifest } from '../records/read-manifest.ts';
import type { Base } from './base.ts';

/** What others did at a path: what a folder stems from has one entry there, the ref's version another. */
export interface MovedOn {
  readonly was: ManifestEntry | undefined;
  readonly now: ManifestEntry | undefined;
}

/**
 * By path, how a ref's version differs from what a folder stems from: its base, and what its own updates put into
 * the ref since.
 */
export async function movedOn(
  since: Pick<Base, 'updates'> & { readonly manifest: ManifestId | undefined },
  now: ManifestId,
  readPage: ReadPage,
): Promise<ReadonlyMap<string, MovedOn>> {
  const moved = new Map<string, MovedOn>();
  const changes =
    since.manifest === undefined ? all(now, readPage) : diffManifests(since.manifest, now, readPage);
  for await (const { path, before, after } of changes) moved.set(path, { was: before, now: after });
  for (const { entry } of since.updates ?? []) {
    const { path } = entry;
    const there = moved.has(path) ? moved.get(path)?.now : await findInManifest(now, path, readPage);
    if (there !== undefined && sameEntry(there, entry)) moved.delete(path);
    else moved.set(path, { was: entry, now: there });
  }
  return moved;
}

async function* all(manifest: ManifestId, readPage: ReadPage): AsyncIterable<ManifestChange> {
  for await (const after of readManifest(manifest, readPage)) yield { path: after.path, after };
}
