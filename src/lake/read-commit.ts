import { DlakeError } from '../errors.ts';
import type { Commit } from '../records/commit.ts';
import { decodeCommit } from '../records/decode-commit.ts';
import type { CommitId } from '../records/ids.ts';
import { LAYERS, type Layer } from '../records/layers.ts';
import type { FileLake } from './lake.ts';

/** A commit and its id. */
export interface CommitWithId {
  readonly id: CommitId;
  readonly commit: Commit;
}

/** Reads a commit that must be there; `layer` says where to look first. Throws `object-missing`. */
export async function readCommit(lake: FileLake, id: CommitId, layer?: Layer): Promise<CommitWithId> {
  const found = await findCommit(lake, id, layer);
  if (found === undefined) throw new DlakeError('object-missing', { id });
  return found;
}

/** Reads a commit if any layer holds it. */
export async function findCommit(
  lake: FileLake,
  id: CommitId,
  layer?: Layer,
): Promise<CommitWithId | undefined> {
  const order = layer === undefined ? LAYERS : [layer, ...LAYERS.filter((other) => other !== layer)];
  for (const place of order) {
    const bytes = await lake.store.read(place, id);
    if (bytes !== undefined) return { id, commit: decodeCommit(bytes) };
  }
  return undefined;
}
