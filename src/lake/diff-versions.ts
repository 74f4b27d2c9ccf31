import { diffManifests, type ManifestChange } from '../records/diff-manifests.ts';
import type { ManifestId } from '../records/ids.ts';
import type { Layer } from '../records/layers.ts';
import { isSymlink, type ManifestEntry } from '../records/manifest-entry.ts';
import type { Lake } from './lake.ts';
import { pageReader } from './read-page.ts';

/** One side of a comparison. */
export interface DiffSide {
  readonly manifest: ManifestId;
  readonly layer: Layer;
}

/** What differs between two file sets, each list in byte order of path. */
export interface Differences {
  readonly added: readonly ManifestEntry[];
  readonly modified: readonly { readonly before: ManifestEntry; readonly after: ManifestEntry }[];
  readonly deleted: readonly ManifestEntry[];
  /** Deleted here and added there with the same bytes; such files are in neither of the two lists. */
  readonly renamed: readonly { readonly from: string; readonly to: string; readonly entry: ManifestEntry }[];
}

/** Compares two versions, skipping what they share. */
export async function diffVersions(lake: Lake, before: DiffSide, after: DiffSide): Promise<Differences> {
  const changes: ManifestChange[] = [];
  const readPage = pageReader(lake, before.layer, after.layer);
  for await (const change of diffManifests(before.manifest, after.manifest, readPage)) changes.push(change);
  return differencesOf(changes);
}

/** Sorts changes by their kind, and finds the renames among them. */
export function differencesOf(changes: readonly ManifestChange[]): Differences {
  const added = changes.flatMap(({ before, after }) =>
    before === undefined && after !== undefined ? [after] : [],
  );
  const deleted = changes.flatMap(({ before, after }) =>
    before !== undefined && after === undefined ? [before] : [],
  );
  const modified = changes.flatMap(({ before, after }) =>
    before !== undefined && after !== undefined ? [{ before, after }] : [],
  );
  return withRenames({ added, modified, deleted });
}

/** Pairs what was deleted with what was added under another name; each file is in one pair at most. */
function withRenames(plain: Omit<Differences, 'renamed'>): Differences {
  const gone = new Map<string, ManifestEntry[]>();
  for (const entry of plain.deleted) {
    const key = bytesOf(entry);
    if (key === undefined) continue;
    const alike = gone.get(key);
    if (alike === undefined) gone.set(key, [entry]);
    else alike.push(entry);
  }
  const renamed: { from: string; to: string; entry: ManifestEntry }[] = [];
  const added = plain.added.filter((entry) => {
    const key = bytesOf(entry);
    const from = key === undefined ? undefined : gone.get(key)?.shift();
    if (from !== undefined) renamed.push({ from: from.path, to: entry.path, entry });
    return from === undefined;
  });
  const moved = new Set(renamed.map(({ from }) => from));
  return { ...plain, added, deleted: plain.deleted.filter(({ path }) => !moved.has(path)), renamed };
}

/** What makes two files the same in all but name; empty files are too alike to call it a rename. */
function bytesOf(entry: ManifestEntry): string | undefined {
  if (isSymlink(entry)) return undefined;
  return entry.size === 0 ? undefined : `${entry.blob}${entry.executable === true ? 'x' : ''}`;
}
