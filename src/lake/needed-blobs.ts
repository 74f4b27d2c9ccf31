import type { BlobId, CommitId } from '../records/ids.ts';
import type { Layer } from '../records/layers.ts';
import { commitsAtRemotes } from './commits-at-remotes.ts';
import { commitsOfRef } from './commits-of-ref.ts';
import type { Lake } from './lake.ts';
import { peekHead } from './peek-head.ts';
import { unwalkedFiles } from './unwalked-files.ts';

export interface NeededOptions {
  /** Versions that need nothing any more. */
  readonly except?: ReadonlySet<CommitId>;
  /** The newest versions of refs need their bytes here, too, though a remote has them. */
  readonly heads?: boolean;
}

/**
 * Those of these blobs of a layer that are needed here, each with a version that needs it: one that no remote was seen
 * to have.
 */
export async function neededBlobs(
  lake: Lake,
  layer: Layer,
  ids: Iterable<BlobId>,
  { except = new Set(), heads = false }: NeededOptions = {},
): Promise<ReadonlyMap<BlobId, string>> {
  // Finding out which they are may take long, and mostly no version counts.
  let asked: ReadonlySet<BlobId> | undefined;
  const needed = new Map<BlobId, string>();
  const atRemotes = await commitsAtRemotes(lake);
  const walked = new Set<string>();
  for await (const subject of lake.store.logs.subjects(layer, 'refs/')) {
    const head = heads ? (await peekHead(lake, layer, subject)).commit : undefined;
    for await (const { id, found } of commitsOfRef(lake, layer, subject)) {
      const counts = id === head || !atRemotes.has(id);
      if (found === undefined || !counts || except.has(id)) continue;
      asked ??= new Set(ids);
      if (asked.size === 0) return needed;
      const { manifest, metadata, expected } = found.commit;
      const version = `${layer}/${subject.slice('refs/'.length)}@${metadata.version}`;
      const note = (blob: BlobId) => {
        if (asked?.has(blob) && !needed.has(blob)) needed.set(blob, version);
      };
      if (expected !== undefined) note(expected.list);
      for await (const files of unwalkedFiles(lake, layer, manifest, walked))
        for (const { blob } of files) note(blob);
    }
  }
  return needed;
}
