import type { Layer } from '../../records/layers.ts';
import { placeOfKey } from './s3-layout.ts';
import type { S3Requests } from './s3-requests.ts';

/** What lies under one key. */
export interface KeyVersions {
  /** The key below the layer, as `log/refs/geo/GSE2034/000000000001`. */
  readonly path: string;
  /** The oldest version: what was stored there first. */
  readonly oldest: { readonly versionId?: string; readonly size: number };
  readonly versions: number;
  /** A delete marker is on top. */
  readonly hidden: boolean;
}

/** What is listed of a layer. */
export interface Listing {
  readonly prefix: string;
  /** Only keys without another slash after the prefix. */
  readonly flat?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * Lists keys of a layer in byte order, hidden ones too, in batches. Keys of which only delete markers are left are
 * not told.
 */
export async function* listVersions(
  requests: S3Requests,
  layer: Layer,
  { prefix, flat = false, signal }: Listing,
): AsyncIterable<readonly KeyVersions[]> {
  const { Bucket, Key: Prefix } = placeOfKey(requests.address, layer, prefix);
  const base = Prefix.length - prefix.length;
  let from: { readonly KeyMarker?: string; readonly VersionIdMarker?: string } = {};
  let open: KeyVersions | undefined;
  for (;;) {
    const input = { Bucket, Prefix, ...(flat && { Delimiter: '/' }), ...from };
    const page = await requests.run(layer, (s3, options) => s3.listObjectVersions(input, options), signal);
    const batch: KeyVersions[] = [];
    const hidden = new Set<string>();
    for (const { Key, IsLatest } of page.DeleteMarkers ?? [])
      if (Key !== undefined && IsLatest) hidden.add(Key);
    // Of one key the newest comes first, so the last one of it is the oldest.
    for (const { Key = '', VersionId, Size = -1 } of page.Versions ?? []) {
      const path = Key.slice(base);
      const versionId = VersionId === undefined || VersionId === 'null' ? {} : { versionId: VersionId };
      const oldest = { size: Size, ...versionId };
      if (open?.path === path) {
        open = { ...open, oldest, versions: open.versions + 1 };
        continue;
      }
      if (open !== undefined) batch.push(open);
      open = { path, oldest, versions: 1, hidden: hidden.has(Key) };
    }
    // The newest marker of a key may be on the page before its versions.
    if (batch.length > 0) yield batch;
    if (page.IsTruncated !== true) break;
    const { NextKeyMarker, NextVersionIdMarker } = page;
    if (NextKeyMarker === undefined) break;
    from = {
      KeyMarker: NextKeyMarker,
      ...(NextVersionIdMarker !== undefined && { VersionIdMarker: NextVersionIdMarker }),
    };
  }
  if (open !== undefined) yield [open];
}
