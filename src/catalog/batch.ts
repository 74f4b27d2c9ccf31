import type { Commit } from '../records/commit.ts';
import type { CommitId, EntryId, ManifestId } from '../records/ids.ts';
import type { Layer } from '../records/layers.ts';

/** A commit on its way into the catalog: its id, its bytes, and what they say. */
export interface CommitToApply {
  readonly id: CommitId;
  readonly bytes: Uint8Array;
  readonly commit: Commit;
}

/** A manifest page on its way into the catalog. */
export interface PageToApply {
  readonly id: ManifestId;
  readonly level: number;
  readonly bytes: Uint8Array;
  /** The pages that it lists; none at level 0. */
  readonly children: readonly ManifestId[];
}

/** A log entry on its way into the catalog. */
export interface EntryToApply {
  readonly layer: Layer;
  readonly subject: string;
  readonly id: EntryId;
  readonly bytes: Uint8Array;
  readonly entry: {
    readonly seq: number;
    readonly kind: string;
    readonly from?: string;
    readonly to?: string;
    readonly at: string;
    readonly actor: string;
    readonly reason?: string;
  };
}

/** What goes into the catalog in one transaction. */
export interface Batch {
  /** In any order; a parent that is in neither the batch nor the catalog does not count for the order of `log`. */
  readonly commits: readonly CommitToApply[];
  readonly pages: readonly PageToApply[];
  /** Each log's entries without a gap to those that the catalog knows. */
  readonly entries: readonly EntryToApply[];
  /** How far the logs are rolled forward once this is in. */
  readonly cursor?: string | undefined;
}
