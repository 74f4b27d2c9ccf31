import type { ListedEntry } from '../../lake/list-folder.ts';
import type { CommitId } from '../../records/ids.ts';
import { type Cursor, FIRST } from './cursor.ts';

/** The files of one version as a tree, of which folders are loaded when they are opened. */
export interface FilesState {
  readonly commit: CommitId | undefined;
  /** What is loaded, by path; the root is the empty path. */
  readonly folders: ReadonlyMap<string, FolderContent>;
  readonly open: ReadonlySet<string>;
  readonly shown: readonly ShownFile[];
  readonly cursor: Cursor;
}

/** What is known of a folder. */
export interface FolderContent {
  readonly entries: readonly ListedEntry[];
  readonly complete: boolean;
}

/** A row of the tree: something in a folder, or that there is more of it. */
export type ShownFile =
  | { readonly kind: 'entry'; readonly entry: ListedEntry; readonly depth: number; readonly open: boolean }
  | { readonly kind: 'more'; readonly folder: string; readonly depth: number };

/** Entries of a folder that are loaded at once. */
export const ENTRIES_AT_ONCE = 2000;

/** No version is chosen. */
export const NO_FILES: FilesState = {
  commit: undefined,
  folders: new Map(),
  open: new Set(),
  shown: [],
  cursor: FIRST,
};

/** The tree of a version, nothing of it loaded. */
export const filesOf = (commit: CommitId): FilesState => ({ ...NO_FILES, commit, open: new Set(['']) });

/** The tree with more of a folder in it. */
export function withEntries(
  before: FilesState,
  folder: string,
  entries: readonly ListedEntry[],
  complete: boolean,
): FilesState {
  const known = before.folders.get(folder)?.entries ?? [];
  const folders = new Map(before.folders).set(folder, { entries: [...known, ...entries], complete });
  return unfolded({ ...before, folders });
}

/** The tree with a folder opened or closed. */
export function toggled(before: FilesState, folder: string): FilesState {
  const open = new Set(before.open);
  if (!open.delete(folder)) open.add(folder);
  return unfolded({ ...before, open });
}

/** What the cursor is on. */
export const fileAt = ({ shown, cursor }: FilesState): ShownFile | undefined => shown[cursor.at];

function unfolded(state: FilesState): FilesState {
  const shown: ShownFile[] = [];
  const unfold = (folder: string, depth: number) => {
    const content = state.folders.get(folder);
    for (const entry of content?.entries ?? []) {
      const open = entry.kind === 'folder' && state.open.has(entry.path);
      shown.push({ kind: 'entry', entry, depth, open });
      if (open) unfold(entry.path, depth + 1);
    }
    if (content?.complete !== true) shown.push({ kind: 'more', folder, depth });
  };
  unfold('', 0);
  return { ...state, shown };
}
