import { decodeEntry, encodeEntry, type LogEntry } from '../../src/records/entry.ts';
import type { EntryId } from '../../src/records/ids.ts';

/**
 * A log as somebody forges it who knows the format: some entries are others, or gone, and all that come after are
 * chained to them anew, so that nothing in the log itself tells.
 */
export function rechained(
  log: readonly Uint8Array[],
  forge: (entry: LogEntry) => LogEntry | undefined,
): readonly Uint8Array[] {
  const forged: Uint8Array[] = [];
  let last: EntryId | undefined;
  for (const bytes of log) {
    const wanted = forge(decodeEntry(bytes));
    if (wanted === undefined) continue;
    const { prev: _, seq: __, ...rest } = wanted;
    const seq = forged.length + 1;
    const made = encodeEntry({ ...rest, seq, ...(last === undefined ? {} : { prev: last }) });
    forged.push(made.bytes);
    last = made.id;
  }
  return forged;
}
