import { encodeEntry, type LogEntry } from '../records/entry.ts';
import type { EntryId } from '../records/ids.ts';
import type { Layer } from '../records/layers.ts';
import type { NewLogEntry } from '../store/contract.ts';
import type { Lake } from './lake.ts';
import type { LogHead } from './log-head.ts';

/** What the writer of an entry says; number, chain and time are filled in. */
export type EntryFacts = Omit<LogEntry, 'subject' | 'seq' | 'prev' | 'at'>;

/** The entry that follows `head`, ready to be made; by whoever acts, where a server vouches for it. */
export function nextEntry(
  lake: Lake,
  layer: Layer,
  subject: string,
  head: LogHead | undefined,
  facts: EntryFacts,
): NewLogEntry & { readonly id: EntryId; readonly entry: LogEntry } {
  const seq = (head?.seq ?? 0) + 1;
  const prev = head === undefined ? {} : { prev: head.id };
  const actor = lake.actor ?? facts.actor;
  const entry: LogEntry = { subject, seq, ...prev, ...facts, actor, at: lake.now().toISOString() };
  return { layer, subject, seq, entry, ...encodeEntry(entry) };
}
