import { connectS3, type S3Connection } from './connect-s3.ts';
import type { S3Requests } from './s3-requests.ts';
import { S3Store } from './s3-store.ts';
import type { StoreIndex } from './store-index.ts';

/** How a store in buckets is opened. */
export interface S3StoreOptions extends S3Connection {
  /** Where objects are; a function gets the connection, as `openBucketIndex` wants it. */
  readonly index: StoreIndex | ((requests: S3Requests) => StoreIndex);
  /** A folder for temporary files; made when it is needed. */
  readonly scratch: string;
  /** Parts of uploads that are larger wait there, not in memory; default 64 MiB. */
  readonly mostInMemory?: number;
}

/** Opens the store in four buckets, that several clients may share. Nothing is sent before something is asked for. */
export async function openS3Store(options: S3StoreOptions): Promise<S3Store> {
  const requests = await connectS3(options);
  const index = typeof options.index === 'function' ? options.index(requests) : options.index;
  const { scratch, mostInMemory } = options;
  return new S3Store({ requests, index, scratch, ...(mostInMemory !== undefined && { mostInMemory }) });
}
