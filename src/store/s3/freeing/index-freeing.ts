import type { ObjectId } from '../../../records/ids.ts';
import type { Layer } from '../../../records/layers.ts';
import type { FileName } from '../s3-layout.ts';
import type { StoredFile } from '../store-index.ts';

/** A file that holds something. */
export interface HoldingFile extends StoredFile {
  readonly state: 'live' | 'quarantined' | 'deleting';
}

/** A file on its way out. */
export interface LeavingFile extends StoredFile {
  readonly state: 'quarantined' | 'deleting';
  /** Tells one quarantine from the next; absent for what is to go for good. */
  readonly since?: string;
  /** Somebody was told of it lately, and may rely on it. */
  readonly isLeased: boolean;
}

/**
 * How files leave an index: live, quarantined (revived by whoever is told of one, or lets a ref rely on it), deleting
 * (not there any more for anybody), forgotten.
 */
export interface IndexFreeing {
  /** The live files of a layer with their age in milliseconds, in batches. */
  placed(layer: Layer): AsyncIterable<readonly (StoredFile & { readonly ageMs: number })[]>;

  /** Every file of a layer that holds one of these objects, whatever is to become of it. Nothing is leased. */
  holding(layer: Layer, ids: readonly ObjectId[]): Promise<readonly HoldingFile[]>;

  /** Quarantines files; `forGood`: has them deleted, whoever relies on them. */
  quarantine(layer: Layer, files: readonly FileName[], forGood: boolean): Promise<void>;

  revive(layer: Layer, files: readonly FileName[]): Promise<void>;

  /** The files of a layer that are quarantined or being deleted. */
  leaving(layer: Layer): Promise<readonly LeavingFile[]>;

  /** Has those deleted that are as they were listed; tells which. */
  begin(layer: Layer, files: readonly LeavingFile[]): Promise<readonly FileName[]>;

  /** Has `work` delete those that are still to go, and forgets the ones that it says are gone. Nobody places one meanwhile. */
  delete(
    layer: Layer,
    files: readonly FileName[],
    work: (files: readonly FileName[]) => Promise<readonly FileName[]>,
  ): Promise<void>;
}
