import pg from 'pg';
import { dockerAnswers } from './docker-answers.ts';
import { postgresPrograms } from './postgres-programs.ts';
import { startPostgres } from './start-postgres.ts';

/** A Postgres server for tests: where databases can be made, and how to be rid of it. */
export interface PostgresServer {
  /** `Postgres 15`. */
  readonly name: string;
  /** The address of a database, for this user or one that may do everything. */
  address(database: string, user?: string): string;
  /** Ends it and starts it again with what it has; only of programs that tests started. */
  restart?(): Promise<void>;
  stop(): Promise<void>;
}

/** The versions that containers are made of. */
const IMAGES = ['postgres:15', 'postgres:18'];

/**
 * Real servers, the oldest and the newest that are to be had: those at DLAKE_TEST_POSTGRES (addresses, separated by
 * spaces, with a role that may make databases and roles), else in containers where a Docker engine answers, else
 * started from programs on this machine. In CI (CI=true) two of different versions must be there.
 */
export async function findPostgresServers(): Promise<readonly PostgresServer[]> {
  const servers = await found();
  if (process.env.CI === 'true' && new Set(servers.map(({ name }) => name)).size < 2) {
    throw new Error(
      'two versions of Postgres are needed: install postgresql and run npm ci, or set DLAKE_TEST_POSTGRES',
    );
  }
  return servers;
}

/** One real server, of the newest version. */
export async function findPostgres(): Promise<PostgresServer | undefined> {
  const [newest, ...others] = (await found('newest')).toReversed();
  await Promise.all(others.map((server) => server.stop()));
  if (newest === undefined && process.env.CI === 'true') throw new Error('no Postgres');
  return newest;
}

/** Makes a new database and gives its address. */
export async function makeDatabase(server: PostgresServer, name: string): Promise<string> {
  const client = new pg.Client(server.address('postgres'));
  await client.connect();
  try {
    await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await client.query(`CREATE DATABASE ${name}`);
  } finally {
    await client.end();
  }
  return server.address(name);
}

async function found(which: 'both' | 'newest' = 'both'): Promise<readonly PostgresServer[]> {
  const ends = <T>(all: readonly T[]): readonly T[] =>
    all.length < 2 || which === 'newest' ? all.slice(-1) : [all[0]!, all.at(-1)!];
  const given = (process.env.DLAKE_TEST_POSTGRES ?? '').split(/\s+/).filter((base) => base !== '');
  if (given.length > 0) return await Promise.all(ends(given).map(atAddress));
  if (dockerAnswers()) return await Promise.all(ends(IMAGES).map(inContainer));
  return await Promise.all(ends(postgresPrograms()).map((programs) => startPostgres(programs)));
}

async function atAddress(base: string): Promise<PostgresServer> {
  const client = new pg.Client(base);
  await client.connect();
  const { rows } = await client.query(
    `SELECT current_setting('server_version_num')::integer / 10000 AS major`,
  );
  await client.end();
  return { name: `Postgres ${rows[0].major}`, address: addressIn(base), stop: async () => {} };
}

async function inContainer(image: string): Promise<PostgresServer> {
  const { GenericContainer, Wait } = await import('testcontainers');
  const password = 'only-for-tests';
  const container = await new GenericContainer(image)
    .withEnvironment({
      POSTGRES_USER: 'dlake',
      POSTGRES_PASSWORD: password,
      POSTGRES_HOST_AUTH_METHOD: 'trust',
    })
    .withExposedPorts(5432)
    // It is started twice: once to be made, then to stay.
    .withWaitStrategy(Wait.forLogMessage('database system is ready to accept connections', 2))
    .start();
  const base = `postgres://dlake:${password}@${container.getHost()}:${container.getMappedPort(5432)}/postgres`;
  return {
    name: `Postgres ${image.split(':')[1]}`,
    address: addressIn(base),
    stop: async () => void (await container.stop()),
  };
}

const addressIn =
  (base: string): PostgresServer['address'] =>
  (database, user) => {
    const url = new URL(base);
    url.pathname = `/${database}`;
    if (user !== undefined) {
      url.username = user;
      url.password = '';
    }
    return url.href;
  };
