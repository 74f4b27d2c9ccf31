import { isDlakeError } from '../../errors.ts';
import { type BlobId, hexOf } from '../../records/ids.ts';
import type { Layer } from '../../records/layers.ts';
import type { ForeignObject } from '../contract.ts';
import { copyInto, copySource } from './copy-file.ts';
import type { S3Requests } from './s3-requests.ts';
import type { Upload } from './store-index.ts';

/** With these keys the server does not let us copy it from there; who reads it may still send it. */
const NOT_FROM_THERE: ReadonlySet<string> = new Set(['denied', 'no-bucket', 'wrong-region']);

/**
 * Has the server copy a blob from elsewhere at the same server, and proves the copy by its id. Undefined where it is
 * another server, where it does not copy from there, and where what is there is not the blob any more.
 */
export async function takeForeign(
  requests: S3Requests,
  layer: Layer,
  id: BlobId,
  from: ForeignObject,
  signal?: AbortSignal,
): Promise<Upload | undefined> {
  if (serverOf(from.endpoint) !== serverOf(requests.address.endpoint)) return undefined;
  const file = { kind: 'blob', key: hexOf(id), size: from.size, proved: true } as const;
  const objects = [{ id, offset: 0, length: from.size }];
  const source = { source: copySource(from), etag: from.etag, bare: true };
  try {
    return await copyInto(requests, layer, source, file, objects, signal);
  } catch (error) {
    if (isDlakeError(error, 'remote-refused') && NOT_FROM_THERE.has(error.data.cause)) return undefined;
    throw error;
  }
}

/** What tells servers apart: scheme, host, port and path. */
function serverOf(endpoint: string | undefined): string {
  if (endpoint === undefined) return 'aws';
  const { origin, pathname } = new URL(endpoint);
  return origin + pathname.replace(/\/$/, '');
}
