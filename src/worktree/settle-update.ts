import type { ManifestEntry } from '../records/manifest-entry.ts';
import { type Base, type BaseVersion, type LinkMode, readBase, writeBase } from './base.ts';
import { alone, forgetPuts } from './put-notes.ts';
import type { WorktreeFolder } from './worktree-folder.ts';

/** Writes down, before a ref moves, that its folder is going to stem from this version. */
export function announceVersion(folder: WorktreeFolder, base: Base | undefined, next: BaseVersion): void {
  const now = readBase(folder);
  if (base === undefined || now === undefined || !isStill(now, base)) return;
  const { commit, manifest } = base;
  writeBase(folder, { ...now, commit, manifest, next });
}

/** What an update came to. */
export interface NotedUpdate {
  readonly version: BaseVersion;
  /** What the folder and the version have in common by it. */
  readonly put: readonly ManifestEntry[];
  /** Whether the folder has all that the version has. */
  readonly follows: boolean;
  readonly linkMode: LinkMode;
  readonly followSymlinks: boolean;
}

/**
 * Lets a folder stem from the version that an update of it made. Where the folder lacks what others added, its base
 * stays what it was, beside the note of what the update put there. Other processes may have set the base since
 * `base` was read: theirs is kept.
 */
export function settleUpdate(folder: WorktreeFolder, base: Base | undefined, update: NotedUpdate): void {
  const { version, put, follows, linkMode, followSymlinks } = update;
  const now = readBase(folder);
  const settled = { ...version, only: base?.only, linkMode, followSymlinks };
  if (follows && now === undefined) {
    writeBase(folder, settled);
  } else if (follows && now !== undefined && base !== undefined && isStill(now, base)) {
    if (now.commit === version.commit) return;
    alone(folder, now.commit, () => {
      if (readBase(folder)?.commit !== now.commit) return;
      writeBase(folder, settled);
      // Our own note stays, as do those that came since: who set the base to an older version needs them.
      forgetPuts(folder, base.noted ?? []);
    });
  } else if (now !== undefined && put.length > 0 && followSymlinks && now.followSymlinks !== true) {
    writeBase(folder, { ...now, followSymlinks });
  }
}

/** Whether a base that was read again is the one that was read before. */
const isStill = (now: Base, base: Base): boolean =>
  [base.commit, base.written].includes(now.commit) || now.next?.commit === base.commit;
