import { DlakeError } from '../../../errors.ts';
import { pathProblem } from '../../../records/path.ts';
import { compareUtf8 } from '../../../records/utf8-order.ts';
import type { S3Requests } from '../s3-requests.ts';
import type { SourceAddress } from './source-address.ts';
import type { SourceObject } from './source-object.ts';

/** Requests are told as if of this layer: a source has none. */
const LAYER = 'raw';

/**
 * The objects that an address means, with the paths that they get, in byte order of path: the object of that name, or
 * all in the folder of that name. Marks of empty folders are passed over. Throws `path-invalid` and `path-not-utf8` for
 * a name that can't be a path, `paths-fold` where an object is named as a folder of others, and `file-unreadable` where
 * there is nothing.
 */
export async function listSource(
  requests: S3Requests,
  source: SourceAddress,
  signal?: AbortSignal,
): Promise<readonly SourceObject[]> {
  const { prefix, isFolder } = source;
  const folder = prefix === '' ? '' : `${prefix}/`;
  const objects: SourceObject[] = [];
  for await (const object of objectsUnder(requests, source, { Prefix: folder }, signal)) {
    const { key, size } = object;
    if (key.endsWith('/') && size === 0) continue;
    objects.push({ ...object, path: checked(key, key.slice(folder.length)) });
  }
  if (!isFolder) {
    // The first of what begins with the name is the object of that name, if there is one.
    for await (const object of objectsUnder(requests, source, { Prefix: prefix, MaxKeys: 1 }, signal)) {
      const { key } = object;
      if (key === prefix)
        objects.push({ ...object, path: checked(key, key.slice(key.lastIndexOf('/') + 1)) });
      break;
    }
  }
  if (objects.length === 0)
    throw new DlakeError('file-unreadable', { path: source.redacted, reason: 'there are no objects' });
  if (objects.length > 1 && objects.some(({ key }) => key === prefix))
    throw new DlakeError('path-invalid', {
      path: prefix,
      reason: 'it is an object and a folder too; with a slash at its end the folder is meant',
    });
  objects.sort((a, b) => compareUtf8(a.path, b.path));
  refuseNested(objects);
  return objects;
}

async function* objectsUnder(
  requests: S3Requests,
  { server, bucket }: SourceAddress,
  which: { readonly Prefix: string; readonly MaxKeys?: number },
  signal: AbortSignal | undefined,
): AsyncIterable<Omit<SourceObject, 'path'>> {
  const { endpoint } = server;
  let from: { readonly ContinuationToken?: string } = {};
  for (;;) {
    // Names may hold what XML can't.
    const input = { Bucket: bucket, ...which, EncodingType: 'url' as const, ...from };
    const page = await requests.run(LAYER, (s3, options) => s3.listObjectsV2(input, options), signal);
    for (const { Key = '', Size = -1, ETag = '' } of page.Contents ?? [])
      yield {
        ...(endpoint !== undefined && { endpoint }),
        bucket,
        key: decoded(Key),
        size: Size,
        etag: ETag,
      };
    const next = page.NextContinuationToken;
    if (page.IsTruncated !== true || next === undefined) return;
    from = { ContinuationToken: next };
  }
}

function checked(key: string, path: string): string {
  const reason = pathProblem(path);
  if (reason !== undefined) throw new DlakeError('path-invalid', { path: key, reason });
  return path;
}

function decoded(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    throw new DlakeError('path-not-utf8', { path: key });
  }
}

/** Refuses an object `a` beside `a/b`: no folder can hold both. */
function refuseNested(objects: readonly SourceObject[]): void {
  const paths = new Set(objects.map(({ path }) => path));
  for (const { path, key } of objects) {
    for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) {
      const above = path.slice(0, at);
      if (paths.has(above))
        throw new DlakeError('path-invalid', {
          path: key,
          reason: `${above} is an object, and can't be a folder too`,
        });
    }
  }
}
