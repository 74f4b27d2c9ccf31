import { linkTo } from '../records/link.ts';
import { refOfDataset } from '../records/parse-ref.ts';
import { fileBehind } from './find-file.ts';
import type { Lake } from './lake.ts';
import { noteRef } from './note-ref.ts';
import type { CommitWithId } from './read-commit.ts';
import { type Retraction, refNotes } from './ref-notes.ts';

/** Who retracts, and why. */
export interface RetractFacts {
  readonly actor: string;
  readonly reason: string;
}

/**
 * Says in the log of its ref that a version, or one file of it, is not to be used any more: its bytes stay. What is
 * retracted already is left as it was said first. Throws `path-unknown`, `ref-moved`.
 */
export async function retract(
  lake: Lake,
  version: CommitWithId,
  path: string | undefined,
  { actor, reason }: RetractFacts,
): Promise<Retraction> {
  const of = { commit: version.id, ...(path !== undefined && { path }) };
  if (path !== undefined) await fileBehind(lake, version, path);
  const ref = refOfDataset(version.commit.layer, version.commit.dataset);
  const { retractions } = await refNotes(lake, ref);
  const known = retractions.find((one) => one.commit === version.id && one.path === path);
  if (known !== undefined) return known;
  const data = { commit: linkTo(version.id), ...(path !== undefined && { path }) };
  const { id, entry } = await noteRef(lake, ref, { kind: 'retract', data, actor, reason });
  return { id, by: entry.actor, at: entry.at, reason, ...of };
}
