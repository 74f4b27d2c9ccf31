import { type CommitId, commitId } from '../records/ids.ts';
import type { Layer } from '../records/layers.ts';
import { hexOfDigest } from './digest.ts';

/** A commit as the catalog keeps it. The record's bytes are the truth: whoever reads them decodes them. */
export interface CatalogCommit {
  readonly id: CommitId;
  readonly layer: Layer;
  readonly dataset: string;
  readonly bytes: Uint8Array;
}

/** The columns of `dlake.commits` that make a `CatalogCommit`. */
export const COMMIT_COLUMNS = ['id', 'layer', 'dataset', 'record'] as const;

/** Makes a `CatalogCommit` of a row. */
export const catalogCommit = (row: {
  readonly id: Uint8Array;
  readonly layer: Layer;
  readonly dataset: string;
  readonly record: Uint8Array;
}): CatalogCommit => ({
  id: commitId(hexOfDigest(row.id)),
  layer: row.layer,
  dataset: row.dataset,
  bytes: row.record,
});
