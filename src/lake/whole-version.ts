import { DlakeError } from '../errors.ts';
import type { Lake } from './lake.ts';
import type { CommitWithId } from './read-commit.ts';
import { type Resolved, resolveAll, resolveRevision } from './resolve-revision.ts';

/** The one version that a revision names. Throws as `resolveRevision` does, and `usage-invalid` for a file of one. */
export async function wholeVersion(lake: Lake, text: string): Promise<CommitWithId> {
  return withoutPath(text, await resolveRevision(lake, text));
}

/** The versions that these revisions name. Throws as `resolveAll` does, and `usage-invalid` for a file of one. */
export async function wholeVersions(lake: Lake, texts: readonly string[]): Promise<readonly CommitWithId[]> {
  const found = await Promise.all(
    texts.map(async (text) => (await resolveAll(lake, text)).map((version) => withoutPath(text, version))),
  );
  return found.flat();
}

function withoutPath(text: string, { id, commit, path }: Resolved): CommitWithId {
  if (path === undefined) return { id, commit };
  throw new DlakeError('usage-invalid', {
    reason: `${text} is a file of a version, and a whole version is meant here.`,
  });
}
