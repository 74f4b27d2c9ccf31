import type { BlobId } from '../records/ids.ts';
import type { Layer } from '../records/layers.ts';
import type { CallOptions } from './contract.ts';

/**
 * Frees blobs in two steps, so that nobody who relies on one loses it. Records are never freed. A crash between the
 * two leaves blobs that are retired: they come back when they are missed, and the next `free` goes on.
 */
export interface Freeing {
  /** Every file of a layer that has blobs and is not retired, in batches, with what lies in it. */
  stored(layer: Layer, options?: CallOptions): AsyncIterable<readonly StoredBlobs[]>;

  /**
   * Takes blobs, all copies of each, out of a layer: they are found no more, but whoever asks `missing` for one brings
   * it back. What lies in a pack with them stays, packed anew. Throws `object-damaged` for such an object, having
   * retired no more.
   */
  retire(layer: Layer, ids: readonly BlobId[], options?: RetireOptions): Promise<FreedBytes>;

  /** Whether anything is retired and not freed: who has just made an entry looks for what it relied on. */
  isPending(): boolean;

  /**
   * Frees what was retired, whenever and by whom, once every session has ended that was open then (at a server: once
   * the lease has run out of whoever was told that it is there). `keep` is asked, after all that this call frees was retired,
   * which of these blobs, that are nowhere else, are needed after all: they are brought back at once. Which ones these
   * are is found out when it goes through them.
   */
  free(
    keep: (layer: Layer, ids: Iterable<BlobId>) => Promise<ReadonlySet<BlobId>>,
    options?: FreeOptions,
  ): Promise<Freed>;
}

/** A file of a store: one large blob, or a pack of them, which `retire` packs anew where some of them are to stay. */
export interface StoredBlobs {
  readonly kind: 'blob' | 'pack';
  /** For how long it has been there, by the store's own clock, in milliseconds. */
  readonly ageMs: number;
  readonly blobs: readonly { readonly id: BlobId; readonly bytes: number }[];
  /** Until when a server's lock keeps it, as far as is known: an ISO time. */
  readonly lockedUntil?: string;
}

export interface RetireOptions extends CallOptions {
  /**
   * They are not to come back, whoever asks for one, and `free` waits for nobody and asks nobody. A folder frees them
   * at once; bytes that are stored anew are there again.
   */
  readonly forGood?: boolean;
}

export interface FreeOptions extends CallOptions {
  /** Delete what a server's lock in GOVERNANCE mode keeps, too: takes the right to. */
  readonly bypassGovernance?: boolean;
}

/** So many blobs, of so many bytes in all. */
export interface FreedBytes {
  readonly objects: number;
  readonly bytes: number;
}

/** What `free` came to. */
export interface Freed {
  /** Bytes of files that are gone for good. */
  readonly bytes: number;
  /** Bytes that are freed by a later call, once the sessions have ended that may rely on them, and locks. */
  readonly waiting: number;
  /** Until when a server's lock keeps the last of those: an ISO time. Absent where none is locked. */
  readonly pendingUntil?: string;
}
