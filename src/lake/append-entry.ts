import type { Layer } from '../records/layers.ts';
import type { Lake } from './lake.ts';
import type { LogHead } from './log-head.ts';
import { type EntryFacts, nextEntry } from './next-entry.ts';

/** Appends to a log right after `head`; undefined when somebody else was first, and then nothing was written. */
export async function appendEntry(
  lake: Lake,
  layer: Layer,
  subject: string,
  head: LogHead | undefined,
  facts: EntryFacts,
): Promise<LogHead | undefined> {
  const { id, entry, bytes, seq } = nextEntry(lake, layer, subject, head, facts);
  const won = await lake.store.logs.append(layer, subject, seq, bytes);
  return won ? { seq, id, entry } : undefined;
}
