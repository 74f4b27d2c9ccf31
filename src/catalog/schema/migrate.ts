import { type Kysely, sql } from 'kysely';
import { lockSchema } from './lock-schema.ts';
import { MIGRATIONS } from './migrations.ts';
import { schemaVersion } from './schema-version.ts';

/**
 * Brings the schema to the newest version, one client at a time, all steps or none. Cheap when there is
 * nothing to do. Throws `catalog-too-new` when the catalog has seen steps that this program does not know.
 */
export async function migrate<T>(db: Kysely<T>): Promise<void> {
  if ((await schemaVersion(db)) === MIGRATIONS.length) return;
  await db.transaction().execute(async (transaction) => {
    await lockSchema(transaction);
    const version = await schemaVersion(transaction);
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
