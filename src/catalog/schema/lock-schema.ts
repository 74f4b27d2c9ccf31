import { type Kysely, sql } from 'kysely';

/** Held by whoever changes the schema or who may use it, until the end of its transaction. */
const LOCK = 0x646c616b;

/** In a transaction: waits until nobody else changes the schema, and keeps others from it. */
export async function lockSchema<T>(db: Kysely<T>): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(${sql.lit(LOCK)})`.execute(db);
}
