import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { BlobUses } from '../lake/withdraw/blob-uses.ts';

/** Files of the worktree, from its root, where a version has withdrawn bytes: they are the user's own to delete. */
export function withdrawnCopies(root: string, used: readonly BlobUses[]): readonly string[] {
  const paths = new Set(used.flatMap(({ uses }) => uses.map(({ ref, path }) => join(ref, path))));
  return [...paths].filter((path) => existsSync(join(root, path))).sort();
}
