import type { CommitId } from '../../records/ids.ts';
import type { Layer } from '../../records/layers.ts';

/** A dataset in a layer as its ref leaves it. */
export interface DatasetRow {
  readonly kind: 'dataset';
  readonly layer: Layer;
  /** SOURCE/EXTERNAL_ID */
  readonly dataset: string;
  readonly head: CommitId;
  readonly version: string;
  readonly bytes: number;
  /** LAYER/SOURCE/EXTERNAL_ID in lower case, to look for what is typed. */
  readonly text: string;
}

/** A row for the list, from what the lake knows of a dataset. */
export const datasetRow = (head: Omit<DatasetRow, 'kind' | 'text'>): DatasetRow => ({
  kind: 'dataset',
  layer: head.layer,
  dataset: head.dataset,
  head: head.head,
  version: head.version,
  bytes: head.bytes,
  text: `${head.layer}/${head.dataset}`.toLowerCase(),
});

/** LAYER/SOURCE/EXTERNAL_ID of a row. */
export const refOfRow = ({ layer, dataset }: DatasetRow): string => `${layer}/${dataset}`;
