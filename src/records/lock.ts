import type { CommitId, ManifestId } from './ids.ts';

/** A dataset version that another repository uses, and where it is to be had. */
export interface Pin {
  /** LAYER/SOURCE/EXTERNAL_ID */
  readonly ref: string;
  /** What its commit calls it. */
  readonly version: string;
  readonly commit: CommitId;
  readonly manifest: ManifestId;
  /** The lake that serves it: a folder, or `postgres://...`; no secrets. A relative folder begins at the lock file's. */
  readonly remote: string;
  /** The store of a central lake; absent where its catalog says it. */
  readonly store?: string;
  /** Where its files go, below the folder that everything is brought to. */
  readonly path: string;
}

/** The dataset versions that a repository uses: what `dlake.lock` says. */
export interface Lock {
  /** No ref twice, and no path in another. */
  readonly pins: readonly Pin[];
}
