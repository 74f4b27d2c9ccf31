import type { BlobId, ManifestId } from './ids.ts';

/** A file of a dataset version. */
export interface FileEntry {
  readonly path: string;
  readonly blob: BlobId;
  /** Bytes. */
  readonly size: number;
  /** The owner's x bit. */
  readonly executable?: true;
}

/** A symlink of a dataset version; it counts as a file of no bytes. */
export interface SymlinkEntry {
  readonly path: string;
  readonly target: string;
}

/** What a manifest lists, in byte order of path. */
export type ManifestEntry = FileEntry | SymlinkEntry;

/** What a page above level 0 lists. */
export interface ChildEntry {
  /** The last path below this child. */
  readonly last: string;
  readonly page: ManifestId;
  readonly files: number;
  readonly bytes: number;
}

/** Whether this entry is a symlink. */
export const isSymlink = (entry: ManifestEntry): entry is SymlinkEntry => 'target' in entry;
