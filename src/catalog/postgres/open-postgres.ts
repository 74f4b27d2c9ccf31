import { Kysely, PostgresDialect } from 'kysely';
import type { CustomTypesConfig } from 'pg';
import { DlakeError } from '../../errors.ts';
import type { Catalog } from '../catalog.ts';
import { migrate } from '../schema/migrate.ts';
import type { Tables } from '../schema/tables.ts';

/** How to reach a catalog on a Postgres server. */
export interface PostgresOptions {
  /** `postgres://user@host:port/database`; a password comes from ~/.pgpass or the environment. */
  readonly address: string;
  /** Longest a statement may take, in milliseconds; default ten minutes. */
  readonly statementTimeout?: number | undefined;
  /** Most connections at a time; default 4. */
  readonly connections?: number | undefined;
}

const INT8 = 20;
const AS_TEXT = new Set([1082, 1114, 1184, 1700]);

/**
 * Opens a catalog on a Postgres server, and brings its schema up to date. Throws `catalog-unavailable` when
 * the server can't be reached, and `catalog-too-new`.
 */
export async function openPostgres(options: PostgresOptions): Promise<Catalog> {
  const { address, statementTimeout = 600_000, connections = 4 } = options;
  const { default: pg } = await import('pg');
  // The same values as PGlite's sessions give: big integers as numbers, times and decimals as text.
  const types: CustomTypesConfig = {
    getTypeParser: (type, format) => {
      if (format !== 'binary' && type === INT8) return Number;
      if (format !== 'binary' && AS_TEXT.has(type)) return String;
      return pg.types.getTypeParser(type, format);
    },
  };
  const pool = new pg.Pool({
    connectionString: address,
    max: connections,
    statement_timeout: statementTimeout,
    connectionTimeoutMillis: 10_000,
    application_name: 'dlake',
    types,
  });
  // An idle connection that breaks is replaced when it is needed.
  pool.on('error', () => {});
  // One that breaks between two statements of a transaction tells it to the next statement.
  pool.on('connect', (client) => client.on('error', () => {}));
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  try {
    await pool.query('SELECT 1').catch((cause: unknown) => {
      const reason = cause instanceof Error ? cause.message || cause.name : String(cause);
      throw new DlakeError('catalog-unavailable', { state: 'unreachable', reason }, { cause });
    });
    await migrate(db);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  let closing: Promise<void> | undefined;
  return {
    engine: 'postgres',
    run: (work) => work(db),
    once: (work) => work(db),
    close: () => {
      closing ??= db.destroy();
      return closing;
    },
  };
}
