import { DlakeError } from '../errors.ts';
import type { LogEntry } from '../records/entry.ts';
import type { CommitId } from '../records/ids.ts';
import { type Ref, refSubject, refText } from '../records/ref.ts';
import { appendEntry } from './append-entry.ts';
import { keepRelied } from './keep-relied.ts';
import type { Lake } from './lake.ts';
import { entriesBack, type LogHead, logHead } from './log-head.ts';
import type { EntryFacts } from './next-entry.ts';
import type { RefHead } from './ref-head.ts';

/** Why and by whom a ref is moved. */
export interface MoveFacts {
  readonly actor: string;
  readonly reason?: string;
  readonly data?: NonNullable<LogEntry['data']>;
}

/**
 * Moves a ref to a commit whose objects are durable, and sees to it that what the commit relies on was not freed
 * meanwhile, as long as the session that looked for it is open; throws `ref-moved` when it no longer stands at
 * `head`.
 */
export async function moveRef(
  lake: Lake,
  ref: Ref,
  head: RefHead | undefined,
  to: CommitId,
  facts: MoveFacts,
): Promise<LogHead> {
  const from = head?.commit === undefined ? {} : { from: head.commit };
  const made = await followOn(lake, ref, head, { kind: 'move', ...from, to, ...facts });
  await keepRelied(lake, ref.layer, to, head?.commit);
  return made;
}

/** Ends a ref: it names no commit any more, its history stays. Throws `ref-moved` as `moveRef` does. */
export async function endRef(
  lake: Lake,
  ref: Ref,
  head: RefHead & { readonly commit: CommitId },
  facts: MoveFacts,
): Promise<LogHead> {
  return followOn(lake, ref, head, { kind: 'end', from: head.commit, ...facts });
}

async function followOn(
  lake: Lake,
  ref: Ref,
  head: RefHead | undefined,
  facts: EntryFacts,
): Promise<LogHead> {
  const subject = refSubject(ref);
  for (let last = head?.last ?? (await logHead(lake, ref.layer, subject)); ; ) {
    const stands = await standing(lake, ref, last);
    const made = stands?.id === head?.moved.id && (await appendEntry(lake, ref.layer, subject, last, facts));
    if (made) return made;
    const winner = await logHead(lake, ref.layer, subject);
    // What was only said of the ref meanwhile, as that it is held, left it where it stood.
    const isNote = winner !== undefined && winner.id !== last?.id;
    if (isNote && (await standing(lake, ref, winner))?.id === head?.moved.id) {
      last = winner;
      continue;
    }
    throw new DlakeError('ref-moved', {
      ref: refText(ref),
      ...(winner === undefined ? {} : { by: winner.entry.actor, at: winner.entry.at }),
    });
  }
}

/** The entry that put a ref where it stands, as far as its log goes to `last`; undefined when it never was. */
async function standing(lake: Lake, ref: Ref, last: LogHead | undefined): Promise<LogHead | undefined> {
  if (last === undefined || isMove(last)) return last;
  for await (const one of entriesBack(lake, ref.layer, refSubject(ref)))
    if (one.seq < last.seq && isMove(one)) return one;
  return undefined;
}

const isMove = ({ entry: { kind } }: LogHead): boolean => kind === 'move' || kind === 'end';
