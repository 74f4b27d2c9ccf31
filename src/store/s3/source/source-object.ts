import type { ForeignObject } from '../../contract.ts';

/** An object of a source, and the path that it gets in the dataset. */
export interface SourceObject extends ForeignObject {
  readonly path: string;
}
