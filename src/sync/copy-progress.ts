/** How far a copy is: what is found to be needed, and what has been copied of it. */
export interface CopyProgress {
  readonly objects: number;
  readonly bytes: number;
  /** Objects that the receiver took from another of its layers: nothing was sent for them. */
  readonly copied: number;
}

/** Nothing was copied. */
export const NOTHING_COPIED: CopyProgress = { objects: 0, bytes: 0, copied: 0 };

/** Both together. */
export const addCopies = (one: CopyProgress, other: CopyProgress): CopyProgress => ({
  objects: one.objects + other.objects,
  bytes: one.bytes + other.bytes,
  copied: one.copied + other.copied,
});
