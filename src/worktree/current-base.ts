import type { LocalLake } from '../lake/lake.ts';
import { peekHead } from '../lake/peek-head.ts';
import type { CommitId } from '../records/ids.ts';
import { refSubject } from '../records/ref.ts';
import { type Base, type PutEntry, readBase } from './base.ts';
import type { WorktreeFolder } from './worktree-folder.ts';

/**
 * A folder's base. Where its ref names what was written down as the next one, this is it: whoever moved the ref
 * was killed before they could set the base. Of its updates those that were not taken back, one
 * for each path. Throws what `readBase`
 * does.
 */
export async function currentBase(
  lake: LocalLake,
  folder: WorktreeFolder,
): Promise<Omit<Base, 'next'> | undefined> {
  const base = readBase(folder);
  if (base?.next === undefined && base?.updates === undefined) return base;
  const { next, updates, ...now } = base;
  const { commit } = await peekHead(lake, folder.ref.layer, refSubject(folder.ref));
  if (next !== undefined && commit === next.commit) return { ...now, ...next };
  const standing = await standingUpdates(lake, folder, base, commit);
  return standing.length === 0 ? now : { ...now, updates: standing };
}

/** The updates whose versions the ref's version stems from. */
async function standingUpdates(
  lake: LocalLake,
  { ref }: WorktreeFolder,
  { commit, updates = [] }: Base,
  head: CommitId | undefined,
): Promise<readonly PutEntry[]> {
  if (head === undefined || updates.length === 0) return [];
  // Rarely needed, and it loads all that reads a record whole.
  const { ancestors } = await import('../lake/ancestors.ts');
  const wanted = new Set(updates.map((update) => update.commit));
  const standing = new Set<CommitId>();
  for await (const { id } of ancestors(lake, head, ref.layer)) {
    if (wanted.has(id)) standing.add(id);
    // They all came after the base.
    if (id === commit || standing.size === wanted.size) break;
  }
  const last = new Map<string, PutEntry>();
  for (const update of updates) if (standing.has(update.commit)) last.set(update.entry.path, update);
  return [...last.values()];
}
