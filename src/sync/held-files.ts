import type { Lake } from '../lake/lake.ts';
import type { CommitWithId } from '../lake/read-commit.ts';
import { unwalkedFiles } from '../lake/unwalked-files.ts';
import type { BlobId } from '../records/ids.ts';
import type { FileEntry } from '../records/manifest-entry.ts';
import type { CallOptions } from '../store/contract.ts';

/** A file of a version whose bytes are here; `path` is the first that has them. */
export interface HeldFile {
  readonly id: BlobId;
  readonly path: string;
  readonly size: number;
}

/** Files that are looked up at once. */
const AT_ONCE = 32_768;

/** The files of a version whose bytes a lake has in its store, by id; of all that are meant. */
export async function heldFiles(
  lake: Lake,
  { commit: { layer, manifest } }: CommitWithId,
  { isMeant = () => true, signal }: CallOptions & { readonly isMeant?: (path: string) => boolean },
): Promise<ReadonlyMap<BlobId, HeldFile>> {
  const held = new Map<BlobId, HeldFile>();
  const look = async (files: readonly FileEntry[]) => {
    signal?.throwIfAborted();
    const ids = files.map(({ blob }) => blob);
    const sizes = await lake.store.sizes(layer, ids);
    const referred = lake.store.references?.only(layer, ids);
    for (const { blob, path, size } of files)
      if (sizes.has(blob) && !referred?.has(blob) && !held.has(blob))
        held.set(blob, { id: blob, path, size });
  };
  let waiting: FileEntry[] = [];
  for await (const files of unwalkedFiles(lake, layer, manifest, new Set())) {
    for (const file of files) if (isMeant(file.path)) waiting.push(file);
    if (waiting.length < AT_ONCE) continue;
    await look(waiting);
    waiting = [];
  }
  await look(waiting);
  return held;
}
