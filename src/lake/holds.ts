import { DlakeError } from '../errors.ts';
import type { EntryId } from '../records/ids.ts';
import { linkTo } from '../records/link.ts';
import { parseRef } from '../records/parse-ref.ts';
import { type Ref, refText } from '../records/ref.ts';
import type { Lake } from './lake.ts';
import { noteRef } from './note-ref.ts';
import { refCommit, refHead } from './ref-head.ts';
import { allRefNotes, type RefNote, refNotes } from './ref-notes.ts';

/** Who adds or removes a hold, and why. */
export interface HoldFacts {
  readonly actor: string;
  readonly reason: string;
}

/** A ref that is held, and by which holds. */
export interface HeldRef {
  readonly ref: Ref;
  readonly holds: readonly RefNote[];
}

/** Keeps all that a ref names, now and in all its versions, from being freed, until the hold is removed. Throws `ref-unknown`. */
export async function addHold(lake: Lake, ref: Ref, { actor, reason }: HoldFacts): Promise<RefNote> {
  // A ref that has ended is held as well.
  if ((await refHead(lake, ref)) === undefined) await refCommit(lake, ref);
  const { id, entry } = await noteRef(lake, ref, { kind: 'hold', actor, reason });
  return { id, by: entry.actor, at: entry.at, reason };
}

/**
 * Ends a hold of a ref, the only one or the one that is named, and gives it. Throws `rule-refused` when there is none, or
 * several and none is named.
 */
export async function removeHold(
  lake: Lake,
  ref: Ref,
  { actor, reason }: HoldFacts,
  isMeant: (id: EntryId) => boolean = () => true,
): Promise<RefNote> {
  const meant = (await refNotes(lake, ref)).holds.filter(({ id }) => isMeant(id));
  const [hold, ...more] = meant;
  if (hold === undefined || more.length > 0) {
    const rule =
      hold === undefined
        ? 'there is no such hold on it'
        : 'several holds are on it, each for a reason of its own: say which one ends (--id)';
    throw new DlakeError('rule-refused', { subject: refText(ref), rule });
  }
  await noteRef(lake, ref, { kind: 'release', data: { hold: linkTo(hold.id) }, actor, reason });
  return hold;
}

/** The refs that are held, by name as `LAYER/SOURCE/ID`: nothing that a version of theirs names is freed. */
export async function heldRefs(lake: Lake): Promise<ReadonlyMap<string, HeldRef>> {
  const held = new Map<string, HeldRef>();
  for (const [log, { holds }] of await allRefNotes(lake)) {
    if (holds.length === 0) continue;
    const ref = parseRef(log.replace('/refs/', '/'));
    held.set(refText(ref), { ref, holds });
  }
  return held;
}
