import type { S3Requests } from './s3-requests.ts';
import type { StoreIndex } from './store-index.ts';

/** What the parts of an open S3 store share. */
export interface S3Context {
  readonly requests: S3Requests;
  readonly index: StoreIndex;
  /** A folder for files that don't outlive the store. */
  readonly scratch: string;
  /** Parts of uploads that are larger wait in `scratch`; default 64 MiB. */
  readonly mostInMemory?: number;
}
