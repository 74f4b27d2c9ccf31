import { encodeEntry, type LogEntry } from '../records/entry.ts';
import type { Layer } from '../records/layers.ts';
import type { Lake } from './lake.ts';
import type { LogHead } from './log-head.ts';

/** What the writer of an entry says; number, chain and time are filled in. */
export type EntryFacts = Omit<LogEntry, 'subject' | 'seq' | 'prev' | 'at'>;

/** Appends to a log right after `head`; undefined when somebody else was first, and then nothing was written. */
export async function appendEntry(
  lake: Lake,
  layer: Layer,
  subject: string,
  head: LogHead | undefined,
  facts: EntryFacts,
): Promise<LogHead | undefined> {
  const seq = (head?.seq ?? 0) + 1;
  const prev = head === undefined ? {} : { prev: head.id };
  const actor = lake.actor ?? facts.actor;
  const entry: LogEntry = { subject, seq, ...prev, ...facts, actor, at: lake.now().toISOString() };
  const { id, bytes } = encodeEntry(entry);
  const won = await lake.store.logs.append(layer, subject, seq, bytes);
  return won ? { seq, id, entry } : undefined;
}
