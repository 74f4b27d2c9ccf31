import { type EntryFilter, listEntries } from '../../catalog/list-entries.ts';
import { DlakeError } from '../../errors.ts';
import { decodeEntry, type LogEntry } from '../../records/entry.ts';
import { subjectFamily } from '../../records/entry-kinds.ts';
import { type EntryId, entryId } from '../../records/ids.ts';
import { isLayer, type Layer } from '../../records/layers.ts';
import { parseDataset, parseRef } from '../../records/parse-ref.ts';
import { sha256Hex } from '../../records/sha256.ts';
import type { Lake } from '../lake.ts';

/** Something that happened in a lake. */
export interface AuditedEntry {
  readonly layer: Layer;
  readonly id: EntryId;
  readonly entry: LogEntry;
}

/** What happened in a lake, newest first unless asked otherwise, by the times that entries claim. */
export async function* auditLog(lake: Lake, filter: EntryFilter): AsyncIterable<AuditedEntry> {
  for await (const { layer, subject, seq, record } of listEntries(await lake.catalog(), filter))
    yield { layer, id: entryId(sha256Hex(record)), entry: decodeEntry(record, { subject, seq }) };
}

/**
 * The log, or logs of all layers, that a user means: a ref, a dataset, a tag, `lake`, or a log by its whole name as
 * `raw/tags/fig3`. Throws `ref-invalid`.
 */
export function logsNamed(text: string): Pick<EntryFilter, 'layer' | 'subject'> {
  const [first = '', ...rest] = text.split('/');
  const whole = isLayer(first)
    ? { layer: first, subject: rest.join('/') }
    : { layer: 'raw' as const, subject: text };
  if (subjectFamily(whole.subject) !== undefined) return whole;
  if (!text.includes('/')) {
    const subject = `tags/${text}`;
    if (subjectFamily(subject) === undefined)
      throw new DlakeError('ref-invalid', { ref: text, reason: 'it is no name' });
    return { layer: 'raw', subject };
  }
  const { source, externalId } = isLayer(first) ? parseRef(text) : parseDataset(text);
  return { ...(isLayer(first) ? { layer: first } : {}), subject: `refs/${source}/${externalId}` };
}
