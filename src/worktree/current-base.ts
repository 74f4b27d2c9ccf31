import { isDlakeError } from '../errors.ts';
import type { FileLake } from '../lake/lake.ts';
import { peekHead } from '../lake/peek-head.ts';
import type { CommitId } from '../records/ids.ts';
import { refSubject } from '../records/ref.ts';
import { type Base, type BaseVersion, readBase } from './base.ts';
import type { PutEntry } from './put-notes.ts';
import type { WorktreeFolder } from './worktree-folder.ts';

/**
 * A folder's base. Where its ref names what was written down as the next one, this is it: whoever moved the ref
 * was killed before they could set the base. Of its updates those that were not taken back, one for each path;
 * where nothing but them came into the ref since the base, as when many processes added to the folder at once, the
 * folder stems from what the ref names. Throws what `readBase` does.
 */
export async function currentBase(
  lake: FileLake,
  folder: WorktreeFolder,
): Promise<Omit<Base, 'next'> | undefined> {
  const base = readBase(folder);
  if (base?.next === undefined && base?.updates === undefined) return base;
  const { next, updates, ...now } = base;
  const { commit } = await peekHead(lake, folder.ref.layer, refSubject(folder.ref));
  if (commit === undefined) return now;
  if (next !== undefined && commit === next.commit) return { ...now, ...next };
  const standing = await standingUpdates(lake, folder, base, commit);
  if (standing.length === 0) return now;
  const reached = await versionReached(lake, folder, { ...now, updates: standing }, commit);
  return reached === undefined ? { ...now, updates: standing } : { ...now, ...reached, written: base.commit };
}

/** The updates whose versions the ref's version stems from. */
async function standingUpdates(
  lake: FileLake,
  { ref }: WorktreeFolder,
  { commit, updates = [] }: Base,
  head: CommitId,
): Promise<readonly PutEntry[]> {
  if (updates.length === 0) return [];
  // Rarely needed, and it loads all that reads a record whole.
  const { ancestors } = await import('../lake/ancestors.ts');
  const wanted = new Set(updates.map((update) => update.commit));
  const standing: CommitId[] = [];
  for await (const { id } of ancestors(lake, head, ref.layer)) {
    if (wanted.has(id)) standing.push(id);
    // They all came after the base.
    if (id === commit || standing.length === wanted.size) break;
  }
  const last = new Map<string, PutEntry>();
  for (const id of standing.reverse())
    for (const update of updates) if (update.commit === id) last.set(update.entry.path, update);
  return [...last.values()];
}

/** What the ref names, when the folder has all of it by its base and its updates. */
async function versionReached(
  lake: FileLake,
  { ref }: WorktreeFolder,
  base: Base,
  head: CommitId,
): Promise<BaseVersion | undefined> {
  const [{ readCommit }, { pageReader }, { movedOn }] = await Promise.all([
    import('../lake/read-commit.ts'),
    import('../lake/read-page.ts'),
    import('./moved-on.ts'),
  ]);
  try {
    const { manifest } = (await readCommit(lake, head, ref.layer)).commit;
    const moved = await movedOn(base, manifest, pageReader(lake, ref.layer));
    return moved.size === 0 ? { commit: head, manifest } : undefined;
  } catch (error) {
    // Pages that were lost tell nothing.
    if (isDlakeError(error, 'object-missing') || isDlakeError(error, 'object-damaged')) return undefined;
    throw error;
  }
}
