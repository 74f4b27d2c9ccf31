import { sql } from 'kysely';
import type { Catalog } from '../catalog.ts';

/** Whether this client has the rights of a group of roles, by its name. */
export async function callerIs(catalog: Catalog, role: string): Promise<boolean> {
  const { rows } = await catalog.run((db) =>
    sql<{ is: boolean }>`SELECT dlake.caller_is(${role}) AS is`.execute(db),
  );
  return rows[0]?.is === true;
}
