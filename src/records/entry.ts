import { DlakeError } from '../errors.ts';
import type { CborMap } from './cbor-value.ts';
import type { Encoded } from './commit.ts';
import { checkDefinition } from './definition.ts';
import { entrySchema } from './entry-schema.ts';
import { type CommitId, type EntryId, entryId } from './ids.ts';
import { type Link, linkedId, linkTo } from './link.ts';
import type { LogEntry } from './log-entry.ts';
import { openRecord, recordBytes } from './open-record.ts';
import { sha256Hex } from './sha256.ts';

export type { LogEntry } from './log-entry.ts';

const WHAT = 'log entry';

/** The canonical bytes of a log entry and its id; throws `record-invalid` when it is not one of version 1. */
export function encodeEntry(entry: LogEntry): Encoded<EntryId> {
  const { prev, from, to, ...rest } = entry;
  const record = {
    v: 1,
    type: 'entry',
    ...(rest as CborMap),
    ...(prev === undefined ? {} : { prev: linkTo(prev) }),
    ...(from === undefined ? {} : { from: linkTo(from) }),
    ...(to === undefined ? {} : { to: linkTo(to) }),
  };
  checkDefinition(entrySchema, WHAT, record);
  const bytes = recordBytes(record, WHAT);
  return { id: entryId(sha256Hex(bytes)), bytes };
}

/** Where an entry was found: the key of its log says subject and number. */
export interface EntryPlace {
  readonly subject: string;
  readonly seq: number;
}

/**
 * The log entry that these bytes are. Throws `record-invalid` with the reason unless they are the canonical
 * bytes of an entry of version 1 that belongs where it was found, `format-too-new` for a later version.
 */
export function decodeEntry(bytes: Uint8Array, place?: EntryPlace): LogEntry {
  const what = place === undefined ? WHAT : `${WHAT} ${place.seq} of ${place.subject}`;
  const record = openRecord(bytes, what);
  checkDefinition(entrySchema, what, record);
  const { v, type, prev, from, to, ...rest } = record;
  const entry: LogEntry = {
    ...(rest as unknown as LogEntry),
    ...(prev === undefined ? {} : { prev: linkedId(prev as Link) as unknown as EntryId }),
    ...(from === undefined ? {} : { from: linkedId(from as Link) as CommitId }),
    ...(to === undefined ? {} : { to: linkedId(to as Link) as CommitId }),
  };
  if (place === undefined || (entry.subject === place.subject && entry.seq === place.seq)) return entry;
  throw new DlakeError('record-invalid', { what, reason: `is entry ${entry.seq} of ${entry.subject}` });
}
