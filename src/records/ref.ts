import type { Layer } from './layers.ts';

/** A dataset in its parts: SOURCE/EXTERNAL_ID. */
export interface Dataset {
  readonly source: string;
  readonly externalId: string;
}

/** A ref in its parts: LAYER/SOURCE/EXTERNAL_ID. */
export interface Ref extends Dataset {
  readonly layer: Layer;
}

/** SOURCE/EXTERNAL_ID of a ref or dataset. */
export const datasetOf = (ref: Dataset): string => `${ref.source}/${ref.externalId}`;

/** LAYER/SOURCE/EXTERNAL_ID, as people write it. */
export const refText = (ref: Ref): string => `${ref.layer}/${ref.source}/${ref.externalId}`;

/** The subject of a ref's log, in the bucket of its layer. */
export const refSubject = (ref: Ref): string => `refs/${ref.source}/${ref.externalId}`;
