import type { ManifestEntry } from '../records/manifest-entry.ts';
import { type Base, type BaseVersion, type LinkMode, type PutEntry, readBase, writeBase } from './base.ts';
import type { WorktreeFolder } from './worktree-folder.ts';

/** Writes down, before a ref moves, that its folder is going to stem from this version. */
export function announceVersion(folder: WorktreeFolder, base: Base | undefined, next: BaseVersion): void {
  const now = readBase(folder);
  if (base === undefined || now === undefined || !isStill(now, base)) return;
  const { commit, manifest } = base;
  writeBase(folder, { ...now, commit, manifest, next });
}

/** Writes down, before a ref moves, what an update puts into this version: it counts once the ref stems from it. */
export function announcePut(folder: WorktreeFolder, put: readonly ManifestEntry[], next: BaseVersion): void {
  const now = readBase(folder);
  if (now !== undefined)
    writeBase(folder, { ...now, updates: [...(now.updates ?? []), ...putBy(next, put)] });
}

const putBy = ({ commit }: BaseVersion, put: readonly ManifestEntry[]): readonly PutEntry[] =>
  put.map((entry) => ({ commit, entry }));

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
 * Lets a folder stem from the version that an update of it made, or, where the folder lacks what others added,
 * notes what the update put there. Other processes may have done so since `base` was read: theirs is kept.
 */
export function noteUpdate(folder: WorktreeFolder, base: Base | undefined, update: NotedUpdate): void {
  const { version, put, follows, linkMode, followSymlinks } = update;
  const { commit, manifest } = version;
  const now = readBase(folder);
  const known = new Set(put.map(({ path }) => path));
  if (follows && (now === undefined || (base !== undefined && isStill(now, base)))) {
    for (const { entry } of base?.updates ?? []) known.add(entry.path);
    const updates = now?.updates?.filter(({ entry }) => !known.has(entry.path));
    writeBase(folder, { commit, manifest, only: base?.only, linkMode, followSymlinks, updates });
  } else if (now !== undefined && put.length > 0) {
    const others = now.updates?.filter(({ entry }) => !known.has(entry.path)) ?? [];
    writeBase(folder, { ...now, followSymlinks, updates: [...others, ...putBy(version, put)] });
  }
}

/** Whether a base that was read again is the one that was read before. */
const isStill = (now: Base, base: Base): boolean =>
  now.commit === base.commit || now.next?.commit === base.commit;
