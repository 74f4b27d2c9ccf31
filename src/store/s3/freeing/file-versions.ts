import type { Layer } from '../../../records/layers.ts';
import { type FileName, placeOfFile } from '../s3-layout.ts';
import type { S3Requests } from '../s3-requests.ts';

/** One version of a key, or a delete marker. */
export interface FileVersion {
  readonly versionId: string;
  readonly isMarker: boolean;
}

/** All that lies under the key of a file, the newest first. */
export async function fileVersions(
  requests: S3Requests,
  layer: Layer,
  file: FileName,
  signal?: AbortSignal,
): Promise<readonly FileVersion[]> {
  const { Bucket, Key } = placeOfFile(requests.address, layer, file);
  const found: FileVersion[] = [];
  let from: { readonly KeyMarker?: string; readonly VersionIdMarker?: string } = {};
  for (;;) {
    const input = { Bucket, Prefix: Key, ...from };
    const page = await requests.run(layer, (s3, options) => s3.listObjectVersions(input, options), signal);
    const note =
      (isMarker: boolean) => (one: { Key?: string | undefined; VersionId?: string | undefined }) => {
        if (one.Key === Key) found.push({ versionId: one.VersionId ?? 'null', isMarker });
      };
    // Servers list the newest of a key first; versions and markers come apart.
    for (const one of page.Versions ?? []) note(false)(one);
    for (const one of page.DeleteMarkers ?? []) note(true)(one);
    const { IsTruncated, NextKeyMarker, NextVersionIdMarker } = page;
    if (IsTruncated !== true || NextKeyMarker === undefined) break;
    from = {
      KeyMarker: NextKeyMarker,
      ...(NextVersionIdMarker !== undefined && { VersionIdMarker: NextVersionIdMarker }),
    };
  }
  return found;
}
