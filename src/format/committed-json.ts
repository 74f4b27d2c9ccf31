import type { Commit } from '../records/commit.ts';
import { type CommitId, cidText } from '../records/ids.ts';

/** What a commit came to, as far as programs are told. */
export interface Committed {
  readonly id: CommitId;
  readonly commit: Commit;
  readonly changes: readonly { readonly before?: unknown; readonly after?: unknown }[];
  readonly newObjects: number;
  readonly newBytes: number;
  readonly unchanged: boolean;
}

/** How many paths came, changed and went. */
export function changeCounts(changes: Committed['changes']): {
  readonly added: number;
  readonly modified: number;
  readonly deleted: number;
} {
  let [added, modified, deleted] = [0, 0, 0];
  for (const { before, after } of changes) {
    if (before === undefined) added += 1;
    else if (after === undefined) deleted += 1;
    else modified += 1;
  }
  return { added, modified, deleted };
}

/** What `commit` answers to programs. */
export function committedJson({ id, commit, changes, newObjects, newBytes, unchanged }: Committed) {
  return {
    ref: `${commit.layer}/${commit.dataset}`,
    commit: cidText(id),
    version: commit.metadata.version,
    manifest: cidText(commit.manifest),
    files: commit.files,
    bytes: commit.bytes,
    ...changeCounts(changes),
    newObjects,
    newBytes,
    unchanged,
  };
}
