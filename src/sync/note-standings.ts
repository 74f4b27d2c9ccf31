import type { LocalLake } from '../lake/lake.ts';
import { parseRef } from '../records/parse-ref.ts';
import { findStandings } from './find-standings.ts';
import { usualRemote } from './usual-remote.ts';

/** So many versions are looked at for a ref: a second or two at worst, once. */
const LIMIT = 20_000;

/**
 * Counts how refs that have moved, here or at a remote, stand to that remote now, so that `status` need not. Without
 * a name it is the remote that `status` shows. Never throws: the refs have moved, and `status` can do without.
 */
export async function noteStandings(
  lake: LocalLake,
  refs: readonly string[],
  remote?: string,
): Promise<void> {
  try {
    const name = remote ?? usualRemote(lake.root);
    if (name === undefined || refs.length === 0) return;
    const asked = refs.map((ref) => ({ ref: parseRef(ref) }));
    await findStandings(lake, name, asked, LIMIT);
  } catch {
    // What is damaged or can't be read here is for the commands to say that need it.
  }
}
