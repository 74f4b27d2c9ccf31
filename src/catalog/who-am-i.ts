import { sql } from 'kysely';
import type { Catalog } from './catalog.ts';
import { ROLES, type Role } from './roles/roles.ts';

/** Who is connected: the actor of the entries that they may make, and the groups whose rights they have. */
export interface CatalogUser {
  /** `pg:alice`. */
  readonly actor: string;
  readonly roles: readonly Role[];
}

/** Who is connected to a catalog, as it knows them. */
export async function whoAmI(catalog: Catalog): Promise<CatalogUser> {
  const { rows } = await catalog.run((db) =>
    sql<{ actor: string; roles: Role[] }>`
      SELECT 'pg:' || session_user AS actor, ARRAY(
        SELECT role FROM unnest(${sql.raw(`ARRAY['${ROLES.join("','")}']`)}) WITH ORDINALITY known(role, n)
        WHERE dlake.caller_is(role) ORDER BY n) AS roles`.execute(db),
  );
  return rows[0]!;
}
