import { sql } from 'kysely';
import type { Catalog } from './catalog.ts';

/** As whom the server knows this client. */
export async function sessionUser(catalog: Catalog): Promise<string> {
  const { rows } = await catalog.run((db) =>
    sql<{ user: string }>`SELECT session_user::text AS user`.execute(db),
  );
  return rows[0]?.user ?? '';
}
