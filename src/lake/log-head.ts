import { decodeEntry, type LogEntry } from '../records/entry.ts';
import type { EntryId } from '../records/ids.ts';
import { entryId } from '../records/ids.ts';
import type { Layer } from '../records/layers.ts';
import { sha256Hex } from '../records/sha256.ts';
import type { Lake } from './lake.ts';

/** The newest entry of a log: what the next one must follow. */
export interface LogHead {
  readonly seq: number;
  readonly id: EntryId;
  readonly entry: LogEntry;
}

/** The newest entry of a subject's log, or undefined when nothing has happened to it yet. */
export async function logHead(lake: Lake, layer: Layer, subject: string): Promise<LogHead | undefined> {
  const stored = await lake.store.logs.head(layer, subject);
  if (stored === undefined) return undefined;
  return {
    seq: stored.seq,
    id: entryId(sha256Hex(stored.bytes)),
    entry: decodeEntry(stored.bytes, { subject, seq: stored.seq }),
  };
}

/** The entries of a log from its newest to its first. */
export async function* entriesBack(lake: Lake, layer: Layer, subject: string): AsyncIterable<LogHead> {
  const head = await logHead(lake, layer, subject);
  if (head === undefined) return;
  yield head;
  for (let seq = head.seq - 1; seq >= 1; seq--) {
    const stored = await lake.store.logs.read(layer, subject, seq);
    if (stored === undefined) return;
    yield { seq, id: entryId(sha256Hex(stored.bytes)), entry: decodeEntry(stored.bytes, { subject, seq }) };
  }
}
