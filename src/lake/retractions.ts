import type { CommitId } from '../records/ids.ts';
import { refOfDataset } from '../records/parse-ref.ts';
import type { Lake } from './lake.ts';
import type { CommitWithId } from './read-commit.ts';
import { allRefNotes, type Retraction, refNotes } from './ref-notes.ts';

/** What of a version was retracted: all of it, or files; the oldest first. */
export async function retractionsOf(
  lake: Lake,
  { id, commit }: CommitWithId,
): Promise<readonly Retraction[]> {
  const { retractions } = await refNotes(lake, refOfDataset(commit.layer, commit.dataset));
  return retractions.filter((one) => one.commit === id);
}

/** What was retracted of any version of the lake, by commit; asks the catalog. */
export async function allRetractions(
  lake: Pick<Lake, 'catalog'>,
): Promise<ReadonlyMap<CommitId, readonly Retraction[]>> {
  const retracted = new Map<CommitId, readonly Retraction[]>();
  for (const { retractions } of (await allRefNotes(lake)).values())
    for (const one of retractions) retracted.set(one.commit, [...(retracted.get(one.commit) ?? []), one]);
  return retracted;
}
