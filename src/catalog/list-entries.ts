import { sql } from 'kysely';
import type { Layer } from '../records/layers.ts';
import type { Catalog } from './catalog.ts';
import { utc } from './utc.ts';

/** Which entries are wanted; what is absent doesn't matter. */
export interface EntryFilter {
  readonly layer?: Layer | undefined;
  readonly subject?: string | undefined;
  /** A part of who acted, in any case. */
  readonly actor?: string | undefined;
  readonly kind?: string | undefined;
  /** Times as records write them, both included. */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly limit?: number | undefined;
  /** The oldest first. */
  readonly oldestFirst?: boolean | undefined;
}

/** An entry as it is in the catalog. */
export interface CatalogEntry {
  readonly layer: Layer;
  readonly subject: string;
  readonly seq: number;
  readonly at: string;
  readonly record: Uint8Array;
}

const ROWS_AT_ONCE = 500;

/** Entries of logs in the order of when they are said to have been made; those of one moment by log and number. */
export async function* listEntries(catalog: Catalog, filter: EntryFilter): AsyncIterable<CatalogEntry> {
  const { layer, subject, actor, kind, since, until, oldestFirst = false } = filter;
  const [order, beyond] = oldestFirst ? [sql`ASC`, sql`>`] : [sql`DESC`, sql`<`];
  const conditions = [
    ...(layer === undefined ? [] : [sql<boolean>`layer = ${layer}`]),
    ...(kind === undefined ? [] : [sql<boolean>`kind = ${kind}`]),
    ...(actor === undefined ? [] : [sql<boolean>`strpos(lower(actor), lower(${actor}::text)) > 0`]),
    ...(since === undefined ? [] : [sql<boolean>`at >= ${since}::text::timestamptz`]),
    ...(until === undefined ? [] : [sql<boolean>`at <= ${until}::text::timestamptz`]),
  ];
  // The entries of one log are found by its name, and are few; all others come by their time.
  const from =
    subject === undefined
      ? sql`dlake.log`
      : sql`(SELECT * FROM dlake.log WHERE subject = ${subject} OFFSET 0) one`;
  let left = filter.limit ?? Number.POSITIVE_INFINITY;
  let last: CatalogEntry | undefined;
  while (left > 0) {
    const after = last && [
      sql<boolean>`(at, layer, subject, seq) ${beyond} (${last.at}::text::timestamptz, ${last.layer}::text, ${last.subject}::text, ${last.seq}::bigint)`,
    ];
    const where = sql.join([sql`true`, ...conditions, ...(after ?? [])], sql` AND `);
    const limit = Math.min(left, ROWS_AT_ONCE);
    const { rows } = await catalog.run((db) =>
      sql<CatalogEntry>`SELECT layer, subject, seq, ${utc(sql.ref('at'))} AS at, record FROM ${from} WHERE ${where}
        ORDER BY at ${order}, layer ${order}, subject ${order}, seq ${order} LIMIT ${limit}`.execute(db),
    );
    yield* rows;
    last = rows.at(-1);
    left -= rows.length;
    if (rows.length < limit) return;
  }
}
