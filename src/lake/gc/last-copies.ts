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

/** Names what versions of refs that have ended name of these digests, each once. Takes a byte of memory for each. */
export async function* lastCopies(
  lake: Lake,
  logs: readonly GcLog[],
  digests: SortedDigests,
): AsyncIterable<LastCopy> {
  const isNamed = new Uint8Array(digests.size);
  let left = digests.size;
  const isNew = (blob: BlobId): boolean => {
    const at = digests.indexOf(hexOf(blob));
    if (at < 0 || isNamed[at] === 1) return false;
    isNamed[at] = 1;
    left -= 1;
    return true;
  };
  for (const { roots } of logs) {
    const seen = new Set<CommitId>(roots);
    const walked = new Set<string>();
    for (const id of seen) {
      if (left === 0) return;
      const commit = (await findCommit(lake, id))?.commit;
      if (commit === undefined) continue;
      for (const parent of commit.parents ?? []) seen.add(parent);
      const { layer, dataset, manifest, expected, metadata } = commit;
      const version = `${layer}/${dataset}@${metadata.version}`;
      for await (const files of unwalkedFiles(lake, layer, manifest, walked))
        for (const { path, blob, size } of files)
          if (isNew(blob)) yield { version, path, id: blob, bytes: size };
      if (expected !== undefined && isNew(expected.list))
        yield { version, path: '(what its source published)', id: expected.list, bytes: 0 };
    }
  }
}
