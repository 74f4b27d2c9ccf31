import { mkdirSync } from 'node:fs';
import type { LocalLake } from '../lake/lake.ts';
import type { CommitWithId } from '../lake/read-commit.ts';
import { refOfDataset } from '../records/parse-ref.ts';
import type { CallOptions } from '../store/contract.ts';
import { checkout } from '../worktree/checkout.ts';
import { folderFor } from '../worktree/worktree-folder.ts';

/** Writes the files of a version to a folder outside of the worktree, by copy: whoever works there may change them. */
export async function checkoutElsewhere(
  lake: LocalLake,
  version: CommitWithId,
  path: string,
  { signal }: CallOptions = {},
): Promise<void> {
  mkdirSync(path, { recursive: true });
  const ref = refOfDataset(version.commit.layer, version.commit.dataset);
  const folder = folderFor(lake.root, ref, path);
  await checkout(lake, version, folder, { force: true, linkMode: 'copy', ...(signal && { signal }) });
}
