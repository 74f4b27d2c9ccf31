import type { CommitId } from '../../records/ids.ts';
import type { Layer } from '../../records/layers.ts';

/** A dataset in a layer as its ref leaves it. */
export interface DatasetRow {
  readonly layer: Layer;
  /** SOURCE/EXTERNAL_ID */
  readonly dataset: string;
  readonly head: CommitId;
  readonly version: string;
  readonly files: number;
  readonly bytes: number;
  readonly committedAt: string;
}

/** LAYER/SOURCE/EXTERNAL_ID of a row. */
export const refOfRow = ({ layer, dataset }: DatasetRow): string => `${layer}/${dataset}`;
