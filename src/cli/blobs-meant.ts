import { DlakeError } from '../errors.ts';
import { blobsWithPrefix } from '../lake/blobs-with-prefix.ts';
import { fileBehind } from '../lake/find-file.ts';
import type { Lake } from '../lake/lake.ts';
import { resolveRevision } from '../lake/resolve-revision.ts';
import { type BlobId, blobId, isBlobId, readIdText } from '../records/ids.ts';

/** Blobs that were named, and the datasets by whose files they were: none for an id. */
export interface BlobsMeant {
  readonly blobs: readonly BlobId[];
  readonly datasets: ReadonlySet<string>;
}

/** The blobs that REV:PATH and ids of blobs name. Throws as `resolveRevision` does, `path-unknown`, `usage-invalid`. */
export async function blobsMeant(lake: Lake, words: readonly string[]): Promise<BlobsMeant> {
  const blobs = new Set<BlobId>();
  const datasets = new Set<string>();
  for (const word of words) {
    const blob = await blobOfId(lake, word);
    if (blob !== undefined) {
      blobs.add(blob);
      continue;
    }
    const { path, ...version } = await resolveRevision(lake, word);
    if (path === undefined)
      throw new DlakeError('usage-invalid', {
        reason: `Name a file of ${word}, as ${word}:PATH: what is withdrawn are bytes, not versions.`,
        see: 'dlake withdraw --help',
      });
    blobs.add((await fileBehind(lake, version, path)).blob);
    datasets.add(version.commit.dataset);
  }
  return { blobs: [...blobs], datasets };
}

async function blobOfId(lake: Lake, word: string): Promise<BlobId | undefined> {
  const id = readIdText(word);
  if (id === undefined || id.codec === 'dag-cbor') return undefined;
  if (id.hex.length === 64) {
    const whole = blobId(id.hex);
    return isBlobId(whole) ? whole : undefined;
  }
  const [found] = await blobsWithPrefix(lake, id.hex);
  return found;
}
