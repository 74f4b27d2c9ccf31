import { type Kysely, sql } from 'kysely';
import type { Tables } from './schema/tables.ts';

/**
 * Facts that a catalog keeps about itself: the lake that it indexes, the address of the lake's store where it is
 * not beside the catalog, how far the logs are rolled forward, and what tells this catalog from those that were
 * here before.
 */
export type Setting = 'lake' | 'store' | 'cursor' | 'generation';

/** A setting's value, or undefined. */
export async function readSetting(db: Kysely<Tables>, key: Setting): Promise<string | undefined> {
  const row = await db.selectFrom('dlake.settings').select('value').where('key', '=', key).executeTakeFirst();
  return row?.value;
}

/** Sets a setting. */
export async function writeSetting(db: Kysely<Tables>, key: Setting, value: string): Promise<void> {
  await sql`SELECT dlake.write_setting(${key}, ${value})`.execute(db);
}
