import { execFileSync, spawn } from 'node:child_process';
import { appendFileSync, chownSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { PostgresServer } from './postgres.ts';
import type { PostgresPrograms } from './postgres-programs.ts';

/** How a server is to be that tests start from programs. */
export interface StartOptions {
  /** Lines of pg_hba.conf that count before the one which lets everybody in. */
  readonly rules?: readonly string[];
  /** A certificate and its key, as PEM; without them there is no TLS. */
  readonly tls?: { readonly certificate: string; readonly key: string };
}

/** Starts a Postgres in a temporary folder, for this machine only. Its superuser is `dlake`, without a password. */
export async function startPostgres(
  { major, bin }: PostgresPrograms,
  { rules = [], tls }: StartOptions = {},
): Promise<PostgresServer & { restart(): Promise<void> }> {
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
  const hba = join(data, 'pg_hba.conf');
  writeFileSync(hba, `${rules.join('\n')}\n${readFileSync(hba, 'utf8')}`);
  if (tls !== undefined) {
    for (const [name, pem] of [
      ['server.crt', tls.certificate],
      ['server.key', tls.key],
    ] as const) {
      writeFileSync(join(data, name), pem, { mode: 0o600 });
      if (as !== undefined) chownSync(join(data, name), as.uid, as.gid);
    }
    appendFileSync(join(data, 'postgresql.conf'), 'ssl = on\n');
  }
  const port = await freePort();
  const settings = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'].flatMap((one) => [
    '-c',
    one,
  ]);
  const address: PostgresServer['address'] = (database, user = 'dlake') =>
    `postgres://${user}@127.0.0.1:${port}/${database}`;

  const run = async () => {
    const child = spawn(
      join(bin, 'postgres'),
      ['-D', data, '-h', '127.0.0.1,::1', '-p', String(port), '-k', home, ...settings],
      options,
    );
    const ended = new Promise<void>((resolve) => child.on('exit', () => resolve()));
    const end = async () => {
      child.kill('SIGINT');
      await ended;
    };
    for (let tries = 200; ; tries--) {
      const client = new pg.Client(address('postgres'));
      client.on('error', () => {});
      try {
        await client.connect();
        await client.end();
        return end;
      } catch (error) {
        if (tries === 0 || child.exitCode !== null) {
          await end();
          throw error;
        }
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  };
  let end = await run();
  return {
    name: `Postgres ${major}`,
    address,
    restart: async () => {
      await end();
      end = await run();
    },
    stop: async () => {
      await end();
      rmSync(home, { recursive: true, force: true });
    },
  };
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
