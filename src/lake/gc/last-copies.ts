import { type BlobId, type CommitId, hexOf } from '../../records/ids.ts';
import type { SortedDigests } from '../../store/sorted-digests.ts';
import type { Lake } from '../lake.ts';
import { findCommit } from '../read-commit.ts';
import { unwalkedFiles } from '../unwalked-files.ts';
import type { GcLog } from './gc-logs.ts';

/** A file whose bytes are nowhere else in this lake, by the first version that was found to name it. */
export interface LastCopy {
  /** As `processed/geo/GSE2034@v2`. */
  readonly version: string;
  readonly path: string;
  readonly id: BlobId;
  readonly bytes: number;
}

/** Names what versions of refs that have ended name of these digests, each once. What they take of memory is their names. */
export async function lastCopies(
  lake: Lake,
  logs: readonly GcLog[],
  digests: SortedDigests,
): Promise<readonly LastCopy[]> {
  const named = new Map<string, LastCopy>();
  if (digests.size === 0) return [];
  for (const { roots } of logs) {
    const seen = new Set<CommitId>(roots);
    const walked = new Set<string>();
    for (const id of seen) {
      const commit = (await findCommit(lake, id))?.commit;
      if (commit === undefined) continue;
      for (const parent of commit.parents ?? []) seen.add(parent);
      const { layer, dataset, manifest, expected, metadata } = commit;
      const version = `${layer}/${dataset}@${metadata.version}`;
      const note = (blob: BlobId, path: string, bytes: number) => {
        const key = `${layer} ${blob}`;
        if (!named.has(key) && digests.has(hexOf(blob))) named.set(key, { version, path, id: blob, bytes });
      };
      for await (const files of unwalkedFiles(lake, layer, manifest, walked))
        for (const { path, blob, size } of files) note(blob, path, size);
      if (expected !== undefined) note(expected.list, '(what its source published)', 0);
      if (named.size >= digests.size) return [...named.values()];
    }
  }
  return [...named.values()];
}
