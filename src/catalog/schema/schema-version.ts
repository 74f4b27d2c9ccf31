import { type Kysely, sql } from 'kysely';
import { DlakeError } from '../../errors.ts';
import { MIGRATIONS } from './migrations.ts';

/** The schema's version, 0 when there is none; throws `catalog-too-new`. */
export async function schemaVersion<T>(db: Kysely<T>): Promise<number> {
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
