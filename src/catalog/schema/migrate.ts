import { type Kysely, sql } from 'kysely';
import { DlakeError } from '../../errors.ts';
import { MIGRATIONS } from './migrations.ts';

/** Held by whoever changes the schema, until the end of its transaction. */
const LOCK = 0x646c616b;

/**
 * Brings the schema to the newest version, one client at a time, all steps or none. Cheap when there is
 * nothing to do. Throws `catalog-too-new` when the catalog has seen steps that this program does not know.
 */
export async function migrate<T>(db: Kysely<T>): Promise<void> {
  if ((await knownVersion(db)) === MIGRATIONS.length) return;
  await db.transaction().execute(async (transaction) => {
    await sql`SELECT pg_advisory_xact_lock(${sql.lit(LOCK)})`.execute(transaction);
    const version = await knownVersion(transaction);
    if (version === 0) {
      await sql`CREATE SCHEMA IF NOT EXISTS dlake`.execute(transaction);
      await sql`CREATE TABLE dlake.migrations (
        version integer PRIMARY KEY, made_at timestamptz NOT NULL DEFAULT now())`.execute(transaction);
    }
    for (const [index, step] of [...MIGRATIONS.entries()].slice(version)) {
      for (const statement of step) await sql.raw(statement).execute(transaction);
      await sql`INSERT INTO dlake.migrations (version) VALUES (${index + 1})`.execute(transaction);
    }
  });
}

/** The schema's version, 0 when there is none; throws `catalog-too-new`. */
async function knownVersion<T>(db: Kysely<T>): Promise<number> {
  // Not to_regclass, which in a transaction that has waited for the lock may answer from before.
  const { rows } = await sql<{ made: boolean }>`
    SELECT EXISTS (
      SELECT FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = 'dlake' AND c.relname = 'migrations'
    ) AS made`.execute(db);
  if (rows[0]?.made !== true) return 0;
  const { rows: versions } = await sql<{ version: number }>`
    SELECT coalesce(max(version), 0) AS version FROM dlake.migrations`.execute(db);
  const found = versions[0]?.version ?? 0;
  if (found > MIGRATIONS.length) throw new DlakeError('catalog-too-new', { found, known: MIGRATIONS.length });
  return found;
}
