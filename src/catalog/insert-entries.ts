import { type Kysely, sql } from 'kysely';
import { hexOf } from '../records/ids.ts';
import type { EntryToApply } from './batch.ts';
import { type EntryProblem, entryRefusal } from './entry-refusal.ts';
import { jsonText } from './json-text.ts';
import type { Tables } from './schema/tables.ts';
import { slices } from './slices.ts';

/**
 * Inserts log entries and moves refs and tags to their newest ones. New ones, which were just made, must be of
 * whoever is connected, and a ref moves to what is kept only; others were found in the store. Throws
 * `store-damaged` for an entry that leaves a gap, or that differs from the one known under its number;
 * `rule-refused`, and `objects-not-live`.
 */
export async function insertEntries(
  db: Kysely<Tables>,
  entries: readonly EntryToApply[],
  { areNew = false }: { readonly areNew?: boolean } = {},
): Promise<void> {
  // Logs are locked slice by slice, so in one order over all of them.
  const ordered = entries.toSorted(
    (a, b) => order(a.layer, b.layer) || order(a.subject, b.subject) || a.entry.seq - b.entry.seq,
  );
  for (const slice of slices(ordered, ({ bytes }) => 4 * bytes.length + 500)) {
    const { rows } = await sql<EntryProblem>`
      SELECT * FROM dlake.add_entries(${jsonText(slice.map(entryRow))}::json, ${areNew})`.execute(db);
    if (rows.length > 0) throw entryRefusal(rows);
  }
}

const order = (a: string, b: string): number => Number(a > b) - Number(a < b);

const entryRow = ({ layer, subject, id, bytes, entry }: EntryToApply) => ({
  layer,
  subject,
  seq: entry.seq,
  id: hexOf(id),
  record: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64'),
  kind: entry.kind,
  from_id: entry.from === undefined ? null : hexOf(entry.from),
  to_id: entry.to === undefined ? null : hexOf(entry.to),
  at: entry.at,
  actor: entry.actor,
  reason: entry.reason ?? null,
});
