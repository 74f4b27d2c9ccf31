import type { Layer } from '../../../records/layers.ts';
import { headFile } from '../head-file.ts';
import { placeOfFile } from '../s3-layout.ts';
import type { S3Requests } from '../s3-requests.ts';
import type { StoredFile } from '../store-index.ts';
import { fileVersions } from './file-versions.ts';

export interface DeleteOptions {
  /** Every version goes, not only the one that is known and those below it. */
  readonly all: boolean;
  readonly bypassGovernance: boolean;
  readonly signal?: AbortSignal;
}

/**
 * Deletes a file by the ids of its versions: the one that is known and what lies below it. What was put on top by
 * somebody else meanwhile stays. Gives the time until when a lock keeps it; undefined once it is gone.
 */
export async function deleteFile(
  requests: S3Requests,
  layer: Layer,
  file: StoredFile,
  { all, bypassGovernance, signal }: DeleteOptions,
): Promise<string | undefined> {
  const place = placeOfFile(requests.address, layer, file);
  const versions = await fileVersions(requests, layer, file, signal);
  const objects = versions.filter(({ isMarker }) => !isMarker);
  const known =
    file.versionId === undefined ? 0 : objects.findIndex((one) => one.versionId === file.versionId);
  // Of what is not there nothing is known to be below.
  const doomed = all ? versions : known < 0 ? [] : objects.slice(known);
  let keptUntil: string | undefined;
  for (const { versionId, isMarker } of doomed) {
    const until = isMarker ? undefined : await lockedUntil(versionId);
    if (until !== undefined && !bypassGovernance) {
      if (keptUntil === undefined || until > keptUntil) keptUntil = until;
      continue;
    }
    const input = {
      ...place,
      VersionId: versionId,
      ...(until !== undefined && { BypassGovernanceRetention: true }),
    };
    await requests
      .attempt(layer, (s3, options) => s3.deleteObject(input, options), signal)
      .then((outcome) => {
        if (outcome.refused !== undefined && outcome.refused !== 'absent')
          throw requests.refused(layer, outcome);
      });
  }
  return keptUntil;

  async function lockedUntil(versionId: string): Promise<string | undefined> {
    const head = await headFile(requests, layer, { ...file, versionId }, signal);
    const until = typeof head === 'string' ? undefined : head.retainUntil;
    // By the server's clock, which is the one that decides.
    const now = Date.now() + (requests.clockSkewMs ?? 0);
    return until !== undefined && Date.parse(until) > now ? until : undefined;
  }
}
