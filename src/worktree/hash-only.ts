import type { FileLake } from '../lake/lake.ts';
import { type HashedFolder, type HashOptions, hashFiles } from './hash-files.ts';
import type { Survey } from './survey.ts';
import type { WorktreeFolder } from './worktree-folder.ts';

/**
 * Hashes these rows of a folder and takes nothing into the store; a session is opened only when there are any.
 * `since` is when it begins, or earlier, by the file system's clock.
 */
export async function hashOnly(
  lake: FileLake,
  folder: WorktreeFolder,
  seen: Survey,
  rows: readonly number[],
  { since, ...options }: Pick<HashOptions, 'since' | 'signal' | 'onProgress'>,
): Promise<HashedFolder> {
  if (rows.length === 0) return hashFiles(folder.path, seen, NO_SESSION, { rows, since, hashOnly: true });
  const session = await lake.store.session(folder.ref.layer, options);
  try {
    return await hashFiles(folder.path, seen, session, { ...options, rows, since, hashOnly: true });
  } finally {
    await session.close();
  }
}

const NO_SESSION = { ingest: async function* () {} };
