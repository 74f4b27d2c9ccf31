import type { FinishedPack } from '../pack-builder.ts';

/** A large blob under a temporary name, on disk. */
export interface TakenBlob {
  readonly path: string;
  /** Its sha2-256 in hex: its final name. */
  readonly key: string;
  readonly bytes: number;
}

/** What was taken and is durable but for its final names. */
export interface TakenObjects {
  readonly packs: readonly FinishedPack[];
  readonly blobs: readonly TakenBlob[];
}
