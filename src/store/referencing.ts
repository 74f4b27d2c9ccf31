import type { BlobId } from '../records/ids.ts';
import type { Layer } from '../records/layers.ts';

/**
 * Blobs whose bytes lie in files outside the store that are only referred to. They can be read, and are re-hashed when
 * they are, as long as the files are as they were; they never count as held: `missing` tells them, `prove` does not.
 */
export interface Referencing {
  /** Those of these blobs that a layer has by reference alone, in files of the right size and time. */
  only(layer: Layer, ids: readonly BlobId[]): ReadonlySet<BlobId>;

  /** Of those that it has, or had, by reference alone, the files that are not what was recorded. */
  strayed(layer: Layer, ids: readonly BlobId[]): readonly StrayedFile[];

  /** The refs, as text, for which files are referred to. */
  referrers(layer: Layer): ReadonlySet<string>;
}

/** A file that is not what was recorded. `replaced`: its size and time are, and yet it is another one. */
export interface StrayedFile {
  readonly id: BlobId;
  /** Absolute. */
  readonly path: string;
  readonly state: 'changed' | 'replaced' | 'gone';
}
