/** Files for one thread to write, by column, in order of where their blobs lie. */
export interface WriteRequest {
  readonly root: string;
  /** A folder of this call's for files that are not whole yet. */
  readonly temporary: string;
  readonly linkMode: 'copy' | 'hardlink';
  /** Paths below the root. */
  readonly paths: readonly string[];
  /** 32 bytes each. */
  readonly digests: Uint8Array;
  /** 1 where the file is to be executable. */
  readonly executable: Uint8Array;
  /** The files that blobs lie in. */
  readonly sources: readonly string[];
  /** Which of the sources, and where in it; a source that is not a pack is the blob itself. */
  readonly sourceOf: Uint32Array;
  readonly offsets: Float64Array;
  readonly lengths: Float64Array;
  readonly packed: Uint8Array;
}

/** What became of each row, by column. */
export interface WriteResults {
  /** `Written` in the low bits, `SHARED` above. */
  readonly flags: Uint8Array;
  readonly sizes: Float64Array;
  /** mtime, ctime, inode of each row. */
  readonly stats: BigInt64Array;
  /** Why it is unwritable, or the digest that was found. */
  readonly remarks: ReadonlyMap<number, string>;
}

/** What became of a file. */
export const Written = { written: 0, missing: 1, damaged: 2, unwritable: 3, mask: 3 } as const;

/** The file shares the store's inode. */
export const SHARED = 4;
