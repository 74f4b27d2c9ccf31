import { DlakeError } from '../errors.ts';
import type { Ref } from '../records/ref.ts';
import type { Lake } from './lake.ts';
import { listRefHeads } from './list-ref-heads.ts';
import { refPositions } from './ref-positions.ts';

/**
 * The ref whose last move that still counts is this actor's and the newest of theirs, as the times in the logs
 * claim: what was undone is passed over, so that one undo after another goes back through what they did, and so
 * is a ref that somebody else moved since. Throws `nothing-to-undo`.
 */
export async function lastMovedRef(lake: Lake, actor: string): Promise<Ref> {
  const heads = await listRefHeads(lake);
  let best: { readonly ref: Ref; readonly at: string } | undefined;
  for (const { ref, moved } of heads.sort((a, b) => (a.moved.entry.at < b.moved.entry.at ? 1 : -1))) {
    // No move of this ref, nor of those that follow, is newer than its last entry.
    if (best !== undefined && moved.entry.at < best.at) break;
    const last = (await refPositions(lake, ref)).at(-1);
    if (last === undefined || last.actor !== actor) continue;
    if (best === undefined || last.at > best.at) best = { ref, at: last.at };
  }
  if (best === undefined) throw new DlakeError('nothing-to-undo', { actor });
  return best.ref;
}
