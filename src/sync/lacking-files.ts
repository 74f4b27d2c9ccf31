import type { Lake } from '../lake/lake.ts';
import type { NamedObject } from '../lake/named-objects.ts';
import type { CommitWithId } from '../lake/read-commit.ts';
import { diffManifests } from '../records/diff-manifests.ts';
import type { BlobId, ManifestId } from '../records/ids.ts';
import { isSymlink, type ManifestEntry } from '../records/manifest-entry.ts';
import type { ReadPage } from '../records/manifest-tree.ts';
import { readManifestPages } from '../records/read-manifest.ts';
import type { CallOptions } from '../store/contract.ts';

/** A file of a version whose bytes a lake lacks; `path` is the first that has them. */
export interface LackingFile extends NamedObject {
  readonly id: BlobId;
  readonly size: number;
}

export interface LackingOptions extends CallOptions {
  /** Paths that are meant; all by default. */
  readonly isMeant?: (path: string) => boolean;
  /** The manifest of a version whose files need not come where this one has the same. */
  readonly base?: ManifestId | undefined;
  readonly readPage: ReadPage;
}

/** A batch ends with so many files, or bytes. */
const FILES = 4096;
const BYTES = 1024 * 1024 * 1024;
/** So many ids are remembered: what comes again after more of them is asked for again. */
const REMEMBERED = 200_000;

/**
 * The files of a version whose bytes a lake does not hold, each id once, in batches that can be brought one after
 * another. Throws `object-missing` for a manifest page that can't be read.
 */
export async function* lackingFiles(
  lake: Lake,
  { id: commit, commit: { layer, dataset, manifest, metadata } }: CommitWithId,
  { isMeant = () => true, base, readPage, signal }: LackingOptions,
): AsyncIterable<readonly LackingFile[]> {
  const place = { layer, ref: `${layer}/${dataset}`, commit, version: metadata.version };
  const met = new Set<BlobId>();
  let batch: LackingFile[] = [];
  let bytes = 0;
  const batches =
    base === undefined ? readManifestPages(manifest, readPage) : changedEntries(base, manifest, readPage);
  for await (const entries of batches) {
    signal?.throwIfAborted();
    const fresh = new Map<BlobId, LackingFile>();
    for (const entry of entries) {
      if (isSymlink(entry) || met.has(entry.blob) || !isMeant(entry.path)) continue;
      met.add(entry.blob);
      fresh.set(entry.blob, { ...place, path: entry.path, id: entry.blob, size: entry.size });
    }
    if (met.size > REMEMBERED) met.clear();
    const missing = await lake.store.missing(layer, fresh.keys(), {
      sizeOf: (id) => fresh.get(id as BlobId)?.size,
      ...(signal && { signal }),
    });
    for (const file of fresh.values()) {
      if (!missing.has(file.id)) continue;
      batch.push(file);
      bytes += file.size;
      if (batch.length < FILES && bytes < BYTES) continue;
      yield batch;
      batch = [];
      bytes = 0;
    }
  }
  if (batch.length > 0) yield batch;
}

/** What a manifest has and another has not, or has otherwise. */
async function* changedEntries(
  base: ManifestId,
  manifest: ManifestId,
  readPage: ReadPage,
): AsyncIterable<readonly ManifestEntry[]> {
  let entries: ManifestEntry[] = [];
  for await (const { after } of diffManifests(base, manifest, readPage)) {
    if (after !== undefined) entries.push(after);
    if (entries.length < FILES) continue;
    yield entries;
    entries = [];
  }
  if (entries.length > 0) yield entries;
}
