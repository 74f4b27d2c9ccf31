import { Kysely, PostgresDialect } from 'kysely';
import { DlakeError } from '../../errors.ts';
import type { Catalog } from '../catalog.ts';
import { checkSchema } from '../schema/check-schema.ts';
import { migrate } from '../schema/migrate.ts';
import type { Tables } from '../schema/tables.ts';
import { databaseError } from './database-error.ts';
import { isFull } from './is-full.ts';
import { isPassing } from './is-passing.ts';
import { makePool } from './make-pool.ts';
import { type FoundPassword, passwordInFile } from './pass-file.ts';
import { readPostgresAddress } from './postgres-address.ts';
import { shownAddress } from './shown-address.ts';
import { tlsOptions } from './tls-options.ts';

/** How to reach a catalog on a Postgres server. Times in milliseconds. */
export interface PostgresOptions {
  /** `postgres://USER@HOST:PORT/DATABASE?sslmode=verify-full&sslrootcert=FILE`; it may have a password. */
  readonly address: string;
  /** Whether the schema may be made, or brought up to date; else it is used as it is or not at all. */
  readonly migrate: boolean;
  /** Who we are where the address does not say it. */
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  /** Where to look for a password, as ~/.pgpass. */
  readonly passFile?: string | undefined;
  /** What the server's administrator sees; default `dlake`. */
  readonly applicationName?: string | undefined;
  /** Longest a statement may take; default five minutes. */
  readonly statementTimeout?: number | undefined;
  /** Longest that a server that was there may be away before work is given up; default 30,000. */
  readonly patience?: number | undefined;
  /** Most connections at a time; default 4. */
  readonly connections?: number | undefined;
}

/** The oldest server that has what the schema needs. */
const OLDEST = 15;

/**
 * Opens a catalog on a Postgres server. Throws `address-invalid`, `database-unreachable`, `database-refused` and
 * `file-unreadable` (a certificate); `catalog-too-new`, and `catalog-too-old` unless it may migrate. Passwords are
 * in none of them.
 */
export async function openPostgres(options: PostgresOptions): Promise<Catalog> {
  const {
    patience = 30_000,
    statementTimeout = 300_000,
    connections = 4,
    applicationName = 'dlake',
  } = options;
  const read = readPostgresAddress(options.address);
  const user = read.user ?? options.user;
  if (user === undefined)
    throw new DlakeError('address-invalid', { address: shownAddress(read), reason: 'it names no user' });
  const place = { ...read, user };
  const shown = shownAddress(place);
  const found = password(options, place);
  const pool = await makePool({
    address: place,
    password: found.password ?? '',
    tls: tlsOptions(place),
    applicationName,
    statementTimeout,
    connections,
  });
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  const words = (error: unknown) => databaseError(error, shown, found.passedOver);
  try {
    await patiently(patience, isFull, () => checkServer(pool, shown));
    await (options.migrate ? migrate(db) : checkSchema(db));
  } catch (error) {
    await db.destroy();
    throw words(error);
  }
  let closing: Promise<void> | undefined;
  return {
    engine: 'postgres',
    run: (work) =>
      patiently(patience, isPassing, () => work(db)).catch((error: unknown) => {
        throw words(error);
      }),
    close: () => {
      closing ??= db.destroy();
      return closing;
    },
  };
}

/** Does work again for so many milliseconds as long as it fails in a way that passes. */
async function patiently<T>(
  patience: number,
  passes: (error: unknown) => boolean,
  work: () => Promise<T>,
): Promise<T> {
  const end = performance.now() + patience;
  for (let tries = 0; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (!passes(error) || performance.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, pause(tries)));
    }
  }
}

/** Twice as long each time, at most two seconds, and for no two clients the same. */
const pause = (tries: number): number => Math.min(2000, 25 * 2 ** tries) * (0.5 + Math.random());

function password(
  options: PostgresOptions,
  place: ReturnType<typeof readPostgresAddress> & { readonly user: string },
): FoundPassword {
  const given = place.password ?? options.password;
  if (given !== undefined) return { password: given };
  return options.passFile === undefined ? {} : passwordInFile(options.passFile, place);
}

/** Throws `database-refused` for a server that can't hold a catalog. */
async function checkServer(pool: Awaited<ReturnType<typeof makePool>>, address: string): Promise<void> {
  const { rows } = await pool.query<{ version: number; encoding: string }>(
    `SELECT current_setting('server_version_num')::integer AS version, current_setting('server_encoding') AS encoding`,
  );
  const { version, encoding } = rows[0]!;
  const major = Math.floor(version / 10_000);
  if (major < OLDEST)
    throw new DlakeError('database-refused', { address, why: 'too-old', reason: `it is Postgres ${major}` });
  if (encoding !== 'UTF8')
    throw new DlakeError('database-refused', {
      address,
      why: 'encoding',
      reason: `its encoding is ${encoding}`,
    });
}
