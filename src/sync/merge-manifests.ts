import { diffManifests, type ManifestChange } from '../records/diff-manifests.ts';
import type { ManifestId } from '../records/ids.ts';
import type { ManifestEntry } from '../records/manifest-entry.ts';
import type { ReadPage } from '../records/manifest-tree.ts';
import { readManifest } from '../records/read-manifest.ts';
import { compareUtf8 } from '../records/utf8-order.ts';

/** A path that both sides changed, and not to the same. A side that does not have the path is absent. */
export interface MergeConflict {
  readonly path: string;
  readonly ours?: ManifestEntry;
  readonly theirs?: ManifestEntry;
  readonly base?: ManifestEntry;
}

/** How two manifests go together. */
export interface MergedManifests {
  /** What is to be changed in ours, in byte order of path. */
  readonly changes: readonly ManifestChange[];
  /** In byte order of path; those that `settle` settled are among the changes instead. */
  readonly conflicts: readonly MergeConflict[];
}

/** Which side a path is taken from where both changed it; undefined leaves it a conflict. */
export type Settle = (path: string) => 'ours' | 'theirs' | undefined;

/**
 * Three-way, by path: a path that only one side changed since the bases is taken from there. With several bases it
 * must be so for each. A deleted file that the other side changed is a conflict, and so is a file where the
 * other side has a folder.
 */
export async function mergeManifests(
  bases: readonly ManifestId[],
  ours: ManifestId,
  theirs: ManifestId,
  readPage: ReadPage,
  settle: Settle,
): Promise<MergedManifests> {
  const differing = await changesBetween(ours, theirs, readPage);
  const sinceBases = await Promise.all(
    bases.map(async (base) => ({
      ours: await changesBetween(base, ours, readPage),
      theirs: await changesBetween(base, theirs, readPage),
    })),
  );
  const merge = new Merge(settle);
  for (const change of differing.values()) {
    const { path, before: here, after: there } = change;
    const bySide = { ours: false, theirs: false };
    for (const since of sinceBases) {
      bySide.ours ||= since.ours.has(path);
      bySide.theirs ||= since.theirs.has(path);
    }
    const base = sinceBases.map((since) => (since.ours.get(path) ?? since.theirs.get(path))?.before)[0];
    const alone =
      bases.length === 0 ? here === undefined || there === undefined : !(bySide.ours && bySide.theirs);
    if (!alone)
      merge.conflict({
        path,
        ...(here && { ours: here }),
        ...(there && { theirs: there }),
        ...(base && { base }),
      });
    else if (bases.length === 0 ? here === undefined : bySide.theirs) merge.take(change);
  }
  await merge.checkFolders(ours, readPage);
  return merge.outcome();
}

class Merge {
  readonly #settle: Settle;
  readonly #taken = new Map<string, ManifestChange>();
  readonly #conflicts = new Map<string, MergeConflict>();

  constructor(settle: Settle) {
    this.#settle = settle;
  }

  take(change: ManifestChange): void {
    this.#taken.set(change.path, change);
  }

  conflict(conflict: MergeConflict): void {
    const { path, ours, theirs } = conflict;
    const side = this.#settle(path);
    if (side === undefined) this.#conflicts.set(path, conflict);
    else if (side === 'theirs')
      this.take({ path, ...(ours && { before: ours }), ...(theirs && { after: theirs }) });
  }

  /** A path that is taken must not lie below a file that stays, nor the other way round. */
  async checkFolders(ours: ManifestId, readPage: ReadPage): Promise<void> {
    const added = [...this.#taken.values()].filter(({ before }) => before === undefined);
    if (added.length === 0) return;
    const folders = new Map<string, ManifestChange>();
    const files = new Map<string, ManifestChange>();
    for (const change of added) {
      files.set(change.path, change);
      for (let at = change.path.lastIndexOf('/'); at !== -1; at = change.path.lastIndexOf('/', at - 1))
        folders.set(change.path.slice(0, at), change);
    }
    for await (const entry of readManifest(ours, readPage)) {
      const gone = this.#taken.get(entry.path);
      if (gone !== undefined && gone.after === undefined) continue;
      const below = folders.get(entry.path);
      if (below !== undefined) this.#inTheWay(below, entry);
      for (let at = entry.path.lastIndexOf('/'); at !== -1; at = entry.path.lastIndexOf('/', at - 1)) {
        const above = files.get(entry.path.slice(0, at));
        if (above !== undefined) this.#inTheWay(above, entry);
      }
    }
  }

  outcome(): MergedManifests {
    const sorted = <T extends { readonly path: string }>(found: Iterable<T>) =>
      [...found].sort((a, b) => compareUtf8(a.path, b.path));
    return { changes: sorted(this.#taken.values()), conflicts: sorted(this.#conflicts.values()) };
  }

  #inTheWay({ path, after }: ManifestChange, entry: ManifestEntry): void {
    this.#taken.delete(path);
    this.#conflicts.set(path, { path, ours: entry, ...(after && { theirs: after }) });
  }
}

async function changesBetween(
  before: ManifestId,
  after: ManifestId,
  readPage: ReadPage,
): Promise<ReadonlyMap<string, ManifestChange>> {
  const changes = new Map<string, ManifestChange>();
  for await (const change of diffManifests(before, after, readPage)) changes.set(change.path, change);
  return changes;
}
