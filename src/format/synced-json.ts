import type { CommitId } from '../records/ids.ts';
import { cidText } from '../records/ids.ts';
import type { ManifestEntry } from '../records/manifest-entry.ts';
import type { MergeConflict } from '../sync/merge-manifests.ts';
import type { SyncedRef } from '../sync/synced-ref.ts';

/** What programs are told of a ref on its way between two lakes. */
export function syncedJson({ ref, from, to, result, reason, plan }: SyncedRef) {
  return { ref, from: idOrNull(from), to: idOrNull(to), result, reason: reason ?? null, ...plan };
}

/** What programs are told of a path that both sides changed: the bytes of each side, null where it has none. */
export function conflictJson({ ref, path, ours, theirs, base }: MergeConflict & { readonly ref: string }) {
  return { ref, path, ours: blobOrNull(ours), theirs: blobOrNull(theirs), base: blobOrNull(base) };
}

const blobOrNull = (entry: ManifestEntry | undefined): string | null =>
  entry === undefined ? null : 'target' in entry ? `-> ${entry.target}` : cidText(entry.blob);

const idOrNull = (id: CommitId | undefined): string | null => (id === undefined ? null : cidText(id));
