import { GetObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { Layer } from '../../records/layers.ts';
import { placeOfFile } from './s3-layout.ts';
import type { S3Requests } from './s3-requests.ts';
import type { StoredFile } from './store-index.ts';

/** For how long an address is good, and what its file is called. */
export interface UrlOptions {
  /** Seconds, at most 604,800: a week. */
  readonly seconds: number;
  readonly name: string;
}

/** An address from which anybody can read a stored file, by its version, for a while. Sends nothing. */
export async function presignFile(
  requests: S3Requests,
  layer: Layer,
  file: StoredFile,
  { seconds, name }: UrlOptions,
): Promise<string> {
  const command = new GetObjectCommand({
    ...placeOfFile(requests.address, layer, file),
    ...(file.versionId !== undefined && { VersionId: file.versionId }),
    ResponseContentDisposition: `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
  });
  // It counts by the server's clock.
  const signingDate = new Date(Date.now() + (requests.clockSkewMs ?? 0));
  const outcome = await requests.attempt(layer, (s3) =>
    getSignedUrl(s3, command, { expiresIn: seconds, signingDate }),
  );
  if (outcome.refused !== undefined) throw requests.refused(layer, outcome);
  return outcome.value;
}
