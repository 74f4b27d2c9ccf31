/** Where the bytes of a blob lie outside the store, and the stat that the file had when they were hashed. */
export interface Reference {
  /** The blob's sha2-256 in hex. */
  readonly key: string;
  /** Absolute. */
  readonly path: string;
  readonly size: number;
  readonly mtimeNs: bigint;
  readonly ctimeNs: bigint;
  readonly ino: bigint;
}
