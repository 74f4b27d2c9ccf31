import { hexOfDigest } from './digest.ts';

/** Which stored object of a layer: a large blob or a pack, by the hex digits of its key. */
export interface FileName {
  readonly kind: 'blob' | 'pack';
  readonly key: string;
}

/** A stored object as the catalog knows it. */
export interface CatalogFile extends FileName {
  /** In bytes. */
  readonly size: number;
  readonly versionId?: string;
  /** Until when the store refuses to delete it: UTC, milliseconds. */
  readonly retainUntil?: string;
  /** The caller has placed it, or somebody else than who did has verified it. */
  readonly proved: boolean;
}

/** What statements give of a file. */
export interface FileRow {
  readonly kind: 'blob' | 'pack';
  readonly key: Uint8Array;
  readonly size: number;
  readonly version_id: string | null;
  readonly retain_until: string | null;
  readonly proved: boolean;
}

/** Makes a `CatalogFile` of a row. */
export const catalogFile = (row: FileRow): CatalogFile => ({
  kind: row.kind,
  key: hexOfDigest(row.key),
  size: row.size,
  ...(row.version_id === null ? {} : { versionId: row.version_id }),
  ...(row.retain_until === null ? {} : { retainUntil: row.retain_until }),
  proved: row.proved,
});
