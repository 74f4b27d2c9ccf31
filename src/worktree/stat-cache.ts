import type { ManifestId } from '../records/ids.ts';
import type { ManifestEntry } from '../records/manifest-entry.ts';
import type { FileTable } from './file-table.ts';
import type { Listing } from './listing.ts';

/** Bytes of a sha2-256. */
export const DIGEST_BYTES = 32;

/**
 * What is remembered of a folder: the stat of every file when its bytes were hashed, and the digest. A stat that is
 * still the same vouches for the digest; it never says that the store holds the bytes.
 */
export interface StatCache {
  readonly table: FileTable;
  /** The sha2-256 of each row, one after another; zeroes for symlinks. */
  readonly digests: Uint8Array;
  /** How the files compare to a manifest, so that a folder in which little changed is told without reading it. */
  readonly base: CachedBase | undefined;
  /** The names that were found beside the files; undefined when they don't tell whether something was added. */
  readonly listing: Listing | undefined;
}

/** A manifest, told by what differs from the rows of a cache. */
export interface CachedBase {
  readonly manifest: ManifestId;
  /** The patterns when the folder holds a part of the manifest only. */
  readonly only: readonly string[] | undefined;
  /** By path, what the manifest has there, where that is not what the cache has; undefined: nothing. */
  readonly differs: ReadonlyMap<string, ManifestEntry | undefined>;
}

/** Whether the cache tells of this manifest and of the same part of it. */
export function tellsOf(
  cache: Pick<StatCache, 'base'>,
  base: { readonly manifest: ManifestId; readonly only: readonly string[] | undefined },
): boolean {
  return (
    cache.base !== undefined &&
    cache.base.manifest === base.manifest &&
    JSON.stringify(cache.base.only) === JSON.stringify(base.only)
  );
}
