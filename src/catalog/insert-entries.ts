import { type Kysely, sql } from 'kysely';
import { DlakeError } from '../errors.ts';
import { hexOf } from '../records/ids.ts';
import type { EntryToApply } from './batch.ts';
import { jsonText } from './json-text.ts';
import type { Tables } from './schema/tables.ts';
import { slices } from './slices.ts';

/**
 * Inserts log entries and moves refs and tags to their newest ones. Throws `store-damaged` for an entry that
 * leaves a gap, or that differs from the one known under its number.
 */
export async function insertEntries(db: Kysely<Tables>, entries: readonly EntryToApply[]): Promise<void> {
  await lockLogs(db, entries);
  for (const slice of slices(entries, ({ bytes }) => 4 * bytes.length + 500)) {
    const rows = jsonText(slice.map(entryRow));
    await insertRows(db, rows);
    await refuseBroken(db, rows);
    const touched = (prefix: string) => {
      const subjects = slice.filter(({ subject }) => subject.startsWith(prefix));
      const distinct = new Map(
        subjects.map(({ layer, subject }) => [`${layer}/${subject}`, { layer, subject }]),
      );
      return [...distinct.values()];
    };
    await moveRefs(db, touched('refs/'));
    await moveTags(db, touched('tags/'));
  }
}

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

/** Notes in each log's row that it has grown. In one order: who adds to the same logs waits, and not in a circle. */
async function lockLogs(db: Kysely<Tables>, entries: readonly EntryToApply[]): Promise<void> {
  const newest = new Map<string, { layer: string; subject: string; seq: number }>();
  for (const { layer, subject, entry } of entries) {
    const known = newest.get(`${layer}/${subject}`);
    if (known === undefined || known.seq < entry.seq)
      newest.set(`${layer}/${subject}`, { layer, subject, seq: entry.seq });
  }
  if (newest.size === 0) return;
  await sql`
    INSERT INTO dlake.logs (layer, subject, seq, changed)
    SELECT layer, subject, seq, pg_current_xact_id()
    FROM json_to_recordset(${jsonText([...newest.values()])}::json) AS r(layer text, subject text, seq bigint)
    ORDER BY layer, subject COLLATE "C"
    ON CONFLICT (layer, subject) DO UPDATE SET seq = excluded.seq, changed = excluded.changed
      WHERE logs.seq < excluded.seq`.execute(db);
}

async function insertRows(db: Kysely<Tables>, rows: string): Promise<void> {
  await sql`
    INSERT INTO dlake.log (layer, subject, seq, id, record, kind, from_id, to_id, at, actor, reason)
    SELECT layer, subject, seq, decode(id, 'hex'), decode(record, 'base64'), kind, decode(from_id, 'hex'),
      decode(to_id, 'hex'), at, actor, reason
    FROM json_to_recordset(${rows}::json) AS r(layer text, subject text, seq bigint, id text, record text,
      kind text, from_id text, to_id text, at timestamptz, actor text, reason text)
    ON CONFLICT (layer, subject, seq) DO NOTHING`.execute(db);
}

async function refuseBroken(db: Kysely<Tables>, rows: string): Promise<void> {
  const { rows: broken } = await sql<{ layer: string; subject: string; seq: number; differs: boolean }>`
    SELECT r.layer, r.subject, r.seq, known.id <> decode(r.id, 'hex') AS differs
    FROM json_to_recordset(${rows}::json) AS r(layer text, subject text, seq bigint, id text)
    JOIN dlake.log known ON known.layer = r.layer AND known.subject = r.subject AND known.seq = r.seq
    LEFT JOIN dlake.log before
      ON before.layer = r.layer AND before.subject = r.subject AND before.seq = r.seq - 1
    WHERE known.id <> decode(r.id, 'hex') OR (r.seq > 1 AND before.id IS NULL)
    ORDER BY r.seq LIMIT 1`.execute(db);
  const [first] = broken;
  if (first === undefined) return;
  const where = `${first.layer}/log/${first.subject}/${String(first.seq).padStart(12, '0')}`;
  const reason = first.differs
    ? 'it differs from the entry that the catalog knows'
    : 'the entry before it is missing';
  throw new DlakeError('store-damaged', { where, reason });
}

type Subject = Pick<EntryToApply, 'layer' | 'subject'>;

async function moveRefs(db: Kysely<Tables>, subjects: readonly Subject[]): Promise<void> {
  if (subjects.length === 0) return;
  await sql`
    INSERT INTO dlake.datasets (dataset)
    SELECT DISTINCT substr(subject, 6) FROM json_to_recordset(${jsonText(subjects)}::json) AS r(subject text)
    ON CONFLICT DO NOTHING`.execute(db);
  await sql`
    INSERT INTO dlake.refs (layer, dataset, seq, moved_seq, head, ended, at)
    SELECT r.layer, substr(r.subject, 6), newest.seq, moved.seq, moved.head, moved.head IS NULL, moved.at
    FROM json_to_recordset(${jsonText(subjects)}::json) AS r(layer text, subject text)
    CROSS JOIN LATERAL (
      SELECT seq FROM dlake.log WHERE layer = r.layer AND subject = r.subject ORDER BY seq DESC LIMIT 1
    ) newest
    CROSS JOIN LATERAL (
      SELECT seq, CASE WHEN kind = 'move' THEN to_id END AS head, at FROM dlake.log
      WHERE layer = r.layer AND subject = r.subject AND kind IN ('move', 'end') ORDER BY seq DESC LIMIT 1
    ) moved
    ON CONFLICT (layer, dataset) DO UPDATE
      SET seq = excluded.seq, moved_seq = excluded.moved_seq, head = excluded.head, ended = excluded.ended, at = excluded.at
      WHERE refs.seq < excluded.seq`.execute(db);
}

async function moveTags(db: Kysely<Tables>, subjects: readonly Subject[]): Promise<void> {
  if (subjects.length === 0) return;
  await sql`
    INSERT INTO dlake.tags (name, seq, ended, at, actor, reason)
    SELECT substr(r.subject, 6), newest.seq, newest.kind = 'end', newest.at, newest.actor, newest.reason
    FROM json_to_recordset(${jsonText(subjects)}::json) AS r(layer text, subject text)
    CROSS JOIN LATERAL (
      SELECT * FROM dlake.log WHERE layer = r.layer AND subject = r.subject ORDER BY seq DESC LIMIT 1
    ) newest
    ON CONFLICT (name) DO UPDATE
      SET seq = excluded.seq, ended = excluded.ended, at = excluded.at, actor = excluded.actor,
        reason = excluded.reason
      WHERE tags.seq < excluded.seq`.execute(db);
}
