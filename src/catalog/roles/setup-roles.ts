import { type Kysely, sql } from 'kysely';
import type { Catalog } from '../catalog.ts';
import { lockSchema } from '../schema/lock-schema.ts';
import type { Tables } from '../schema/tables.ts';
import { ROLE_STEPS, type RoleStep, SECRET_TABLES, tableStep } from './role-steps.ts';

/** A step towards a catalog that a group shares. */
export interface SetupStep {
  /** `dlake_reader reads commits`. */
  readonly what: string;
  /** `had`: it was so already; `done`; `due`: it would be done. */
  readonly state: 'had' | 'done' | 'due';
}

/**
 * Makes the groups of roles and grants them what they may do: to read, and to call the functions that write. Can be
 * done again; all or nothing; in a dry run only says what would be done. Takes whoever owns the catalog and may make
 * roles, else throws `database-refused`. The groups are of the whole server: where it has several lakes, who may
 * connect to which database is the administrator's to say.
 */
export async function setupRoles(
  catalog: Catalog,
  { dryRun = false }: { readonly dryRun?: boolean | undefined } = {},
): Promise<readonly SetupStep[]> {
  return await catalog.run((db) =>
    db.transaction().execute(async (transaction) => {
      await lockSchema(transaction);
      const tables = await sql<{ name: string }>`
        SELECT tablename AS name FROM pg_tables WHERE schemaname = 'dlake' ORDER BY 1`.execute(transaction);
      const readable = tables.rows.filter(({ name }) => !SECRET_TABLES.includes(name));
      const steps: SetupStep[] = [];
      for (const step of [...ROLE_STEPS, ...readable.map(({ name }) => tableStep(name))]) {
        const had = await holds(transaction, step);
        if (!had && !dryRun) await sql.raw(step.statement).execute(transaction);
        steps.push({ what: step.what, state: had ? 'had' : dryRun ? 'due' : 'done' });
      }
      return steps;
    }),
  );
}

async function holds(db: Kysely<Tables>, step: RoleStep): Promise<boolean> {
  const { rows } = await sql.raw<{ holds: boolean }>(`SELECT ${step.holds} AS holds`).execute(db);
  return rows[0]?.holds === true;
}
