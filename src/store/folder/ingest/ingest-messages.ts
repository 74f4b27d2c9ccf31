/** Files for one thread to hash and take, by column. */
export interface IngestRequest {
  readonly root: string;
  /** Paths below the root. */
  readonly paths: readonly string[];
  /** The session's folder for what is taken; undefined when only hashes are wanted. */
  readonly into: string | undefined;
  readonly linkMode: 'copy' | 'hardlink';
  /** What is special about a row, for those rows where something is. */
  readonly wishes: ReadonlyMap<number, Wish>;
}

/** What is special about a file. */
export interface Wish {
  readonly digests?: readonly string[] | undefined;
  readonly gzip?: boolean | undefined;
  readonly foreign?: boolean | undefined;
  /** Hash it before copying it: the layer may have it. */
  readonly hashFirst?: boolean | undefined;
}

/** What came of each row of a request, by column. */
export interface IngestResults {
  /** `Outcome` in the low bits, `Flag`s above. */
  readonly flags: Uint8Array;
  /** 32 bytes each. */
  readonly digests: Uint8Array;
  readonly sizes: Float64Array;
  /** mtime, ctime, inode of each row. */
  readonly stats: BigInt64Array;
  /** What else there is to say of a row. */
  readonly remarks: ReadonlyMap<number, Remark>;
}

/** What else there is to say of a file. */
export interface Remark {
  readonly reason?: string;
  readonly digests?: Readonly<Record<string, string>>;
  readonly gzipError?: string;
}

/** What became of a file. */
export const Outcome = { hashed: 0, changed: 1, vanished: 2, unreadable: 3, mask: 3 } as const;

/** What is true of a hashed file. */
export const Flag = { executable: 4, stored: 8, shared: 16, html: 32 } as const;
