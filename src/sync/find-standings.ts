import type { LocalLake } from '../lake/lake.ts';
import { peekHead } from '../lake/peek-head.ts';
import type { CommitId } from '../records/ids.ts';
import { type Ref, refSubject, refText } from '../records/ref.ts';
import { countApart } from './count-apart.ts';
import type { Standing } from './standing.ts';
import { type CountedStanding, readStandings, writeStandings } from './standings-file.ts';

/** A ref and what it names, where that is known already. */
export interface StandingRef {
  readonly ref: Ref;
  readonly head?: CommitId | undefined;
}

/**
 * How these refs stand to those of a remote, by ref, as it was last seen: no network and no SQL. Where both sides
 * stand is always looked up; what was counted between them before is kept in a file, so that only news is counted,
 * in at most `limit` reads for a ref. A ref is left out where the remote has it not, or where counting takes more.
 */
export async function findStandings(
  lake: LocalLake,
  remote: string,
  refs: readonly StandingRef[],
  limit: number,
): Promise<ReadonlyMap<string, Standing>> {
  const counted = readStandings(lake.root, remote);
  const kept = new Map(counted);
  const found = new Map<string, Standing>();
  for (const { ref, head } of refs) {
    const text = refText(ref);
    const theirs = (await peekHead(lake, 'raw', `remotes/${remote}/${text}`)).commit;
    const ours = theirs && (head ?? (await peekHead(lake, ref.layer, refSubject(ref))).commit);
    const known = counted.get(text);
    const standing =
      ours === undefined || theirs === undefined
        ? undefined
        : isBetween(known, ours, theirs)
          ? known
          : await countApart(lake, ref.layer, ours, theirs, limit);
    if (standing !== undefined) found.set(text, { ahead: standing.ahead, behind: standing.behind });
    if (standing === known) continue;
    if (standing === undefined || ours === undefined || theirs === undefined || ours === theirs)
      kept.delete(text);
    else kept.set(text, { ours, theirs, ahead: standing.ahead, behind: standing.behind });
  }
  if (!isSame(kept, counted)) writeStandings(lake.root, remote, kept);
  return found;
}

const isBetween = (known: CountedStanding | undefined, ours: CommitId, theirs: CommitId): boolean =>
  known?.ours === ours && known.theirs === theirs;

function isSame(
  one: ReadonlyMap<string, CountedStanding>,
  other: ReadonlyMap<string, CountedStanding>,
): boolean {
  return one.size === other.size && [...one].every(([ref, standing]) => other.get(ref) === standing);
}
