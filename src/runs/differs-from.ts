import type { LocalLake } from '../lake/lake.ts';
import type { CommitWithId } from '../lake/read-commit.ts';
import { pageReader } from '../lake/read-page.ts';
import type { PathChange } from '../records/diff-manifests.ts';
import { mergeChanges } from '../records/merge-changes.ts';
import { refOfDataset } from '../records/parse-ref.ts';
import type { CallOptions } from '../store/contract.ts';
import { snapshot } from '../worktree/snapshot.ts';
import { folderFor } from '../worktree/worktree-folder.ts';

/** How the files of a folder differ from a version, byte for byte; empty when they are the same. */
export async function differsFrom(
  lake: LocalLake,
  { commit }: CommitWithId,
  path: string,
  { signal }: CallOptions = {},
): Promise<readonly PathChange[]> {
  const folder = folderFor(lake.root, refOfDataset(commit.layer, commit.dataset), path);
  const call = signal && { signal };
  // It is closed without a flush: nothing of it is kept.
  const session = await lake.store.session(commit.layer, call);
  try {
    const taken = await snapshot(lake, session, folder, { base: undefined, ...call });
    return await mergeChanges(
      commit.manifest,
      taken.entries(),
      pageReader(lake, commit.layer),
      (at, before, after) => ({ path: at, before: before && true, after: after && true }),
    );
  } finally {
    await session.close();
  }
}
