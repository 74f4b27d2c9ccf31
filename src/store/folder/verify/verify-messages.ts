/** A pack that is to be hashed where it lies. */
export interface PackRequest {
  readonly path: string;
  /** The objects to hash; all that the pack names when there are none given. */
  readonly objects?: {
    readonly count: number;
    /** 32 bytes each, in order of offset. */
    readonly digests: Uint8Array;
    readonly codecs: Uint8Array;
    readonly offsets: Uint32Array;
    readonly lengths: Uint32Array;
  };
}

/** Large blobs that are to be hashed. */
export interface BlobsRequest {
  readonly blobs: readonly { readonly path: string; readonly key: string }[];
}

/** An object whose bytes are not those of its id. */
export interface Damage {
  readonly key: string;
  readonly codec: number;
  /** The sha2-256 that was found, or why nothing was. */
  readonly found: string;
  readonly path: string;
}

/** What came of hashing. */
export interface VerifyResults {
  readonly objects: number;
  readonly bytes: number;
  readonly damaged: readonly Damage[];
  /** Objects that went away meanwhile. */
  readonly gone: readonly { readonly key: string; readonly codec: number }[];
  /** Why the pack is none any more, whatever its objects are. */
  readonly broken?: { readonly path: string; readonly reason: string };
}

/** The results of nothing. */
export const NOTHING_VERIFIED: VerifyResults = { objects: 0, bytes: 0, damaged: [], gone: [] };
