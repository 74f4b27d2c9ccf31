import type { CallOptions, ForeignObject } from '../store/contract.ts';
import { connectS3 } from '../store/s3/connect-s3.ts';
import { listSource } from '../store/s3/source/list-source.ts';
import { type ReadSource, readSource } from '../store/s3/source/read-source.ts';
import { parseSourceAddress } from '../store/s3/source/source-address.ts';
import type { SourceObject } from '../store/s3/source/source-object.ts';

/** Objects at an S3 server that are to become a dataset. */
export interface Source {
  /** The address without keys. */
  readonly address: string;
  /** All of them, with their paths, in byte order of path. Throws what `listSource` does. */
  list(options?: CallOptions): Promise<readonly SourceObject[]>;
  /** Throws `file-changed` when the object is another one than was listed. */
  read(object: ForeignObject, options?: CallOptions): Promise<ReadSource>;
  close(): void;
}

/** Opens `s3://BUCKET/PREFIX?endpoint=...`. Nothing is sent yet. Throws `usage-invalid`. */
export async function openSource(text: string, jobs?: number): Promise<Source> {
  const source = parseSourceAddress(text);
  const requests = await connectS3({ address: source.server, ...(jobs !== undefined && { jobs }) });
  return {
    address: source.redacted,
    list: (options) => listSource(requests, source, options?.signal),
    read: (object, options) => readSource(requests, object, options?.signal),
    close: () => requests.close(),
  };
}
