import type { LocalLake } from '../lake/lake.ts';
import { readCommit } from '../lake/read-commit.ts';
import type { NextVersion } from '../lake/record-version.ts';
import type { CommitId } from '../records/ids.ts';
import type { Ref } from '../records/ref.ts';
import { type Base, readBase, writeBase } from './base.ts';
import { ownFolder, type WorktreeFolder } from './worktree-folder.ts';

/** Writes down, before a ref moves, that its own folder is going to follow it: whoever moves it may be killed. */
export function announceMove(lake: LocalLake, ref: Ref, { from, commit, manifest }: NextVersion): void {
  const folder = ownFolder(lake.root, ref);
  const base = baseAt(folder, from);
  if (base !== undefined) writeBase(folder, { ...base, next: { commit, manifest } });
}

/** The same for a version that a folder follows only where it has the files of the folder's base. */
export function announceCarry(lake: LocalLake, ref: Ref, next: NextVersion): void {
  if (baseAt(ownFolder(lake.root, ref), next.from)?.manifest === next.manifest) announceMove(lake, ref, next);
}

/**
 * Lets a ref's own folder follow the ref where its base was the version that the ref left: the files stay, and
 * count as changes of what the ref names now. Where a ref ends or comes back the base stays as it is, for that is
 * what the files stem from.
 */
export async function moveBase(
  lake: LocalLake,
  ref: Ref,
  from: CommitId | undefined,
  to: CommitId | undefined,
): Promise<void> {
  const folder = ownFolder(lake.root, ref);
  const base = baseAt(folder, from);
  if (base === undefined || to === undefined) return;
  const { commit } = await readCommit(lake, to, ref.layer);
  writeBase(folder, { ...base, commit: to, manifest: commit.manifest, next: undefined });
}

/** A folder's base where it is the version that its ref names, also when whoever moved it there was killed. */
function baseAt(folder: WorktreeFolder, head: CommitId | undefined): Base | undefined {
  const base = readBase(folder);
  const now = base?.next !== undefined && base.next.commit === head ? { ...base, ...base.next } : base;
  return now?.commit === head ? now : undefined;
}
