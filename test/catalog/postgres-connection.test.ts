import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyBatch } from '../../src/catalog/apply-batch.ts';
import { catalogCounts } from '../../src/catalog/catalog-counts.ts';
import { changedLogs } from '../../src/catalog/changed-logs.ts';
import { openPostgres, type PostgresOptions } from '../../src/catalog/postgres/open-postgres.ts';
import { type ErrorCode, isDlakeError } from '../../src/errors.ts';
import { makeCertificates } from '../servers/certificates.ts';
import { makeDatabase } from '../servers/postgres.ts';
import { postgresPrograms } from '../servers/postgres-programs.ts';
import { startPostgres } from '../servers/start-postgres.ts';
import { sampleHistory } from './sample.ts';

const programs = postgresPrograms();
if (programs.length === 0) it.skip('no Postgres programs here', () => {});

describe.each(programs.map((one) => [`Postgres ${one.major}`, one] as const))('reaching %s', (_, program) => {
  const folder = mkdtempSync(join(tmpdir(), 'dlake-reach-'));
  const { authority, certificate, key } = makeCertificates('localhost');
  let server: Awaited<ReturnType<typeof startPostgres>>;
  let address = '';
  let admin: pg.Client;
  const file = (name: string, text: string, mode = 0o600) => {
    const path = join(folder, name);
    writeFileSync(path, text, { mode });
    chmodSync(path, mode);
    return path;
  };
  const ca = file('ca.crt', authority);

  beforeAll(async () => {
    server = await startPostgres(program, {
      rules: [
        'host all ada all scram-sha-256',
        'hostnossl all careful all reject',
        'host all nobody all reject',
      ],
      tls: { certificate, key },
    });
    address = await makeDatabase(server, 'lake');
    await (await openPostgres({ address, migrate: true })).close();
    admin = new pg.Client(address);
    await admin.connect();
    await admin.query(`CREATE ROLE ada LOGIN PASSWORD 'open sesame'; CREATE ROLE careful LOGIN; CREATE ROLE nobody LOGIN;
      CREATE ROLE stranger LOGIN; GRANT USAGE ON SCHEMA dlake TO ada, careful; GRANT SELECT ON dlake.migrations TO ada, careful`);
  });
  afterAll(async () => {
    await admin?.end();
    await server?.stop();
    rmSync(folder, { recursive: true });
  });

  /** The address for a user, at a host, with parameters. */
  const at = (user: string, host = '127.0.0.1', parameters = '', database = 'lake') => {
    const url = new URL(server.address(database, user));
    url.host = `${host}:${url.port}`;
    url.search = parameters;
    return url.href;
  };
  const opens = async (options: Partial<PostgresOptions> & { readonly address: string }) => {
    const catalog = await openPostgres({ migrate: false, ...options });
    await catalog.close();
  };
  const refusal = async (options: Partial<PostgresOptions> & { readonly address: string }) => {
    const error = await opens(options).then(
      () => 'it was opened',
      (error: unknown) => error,
    );
    if (!isDlakeError(error)) throw error;
    return error;
  };
  const why = async (options: Partial<PostgresOptions> & { readonly address: string }) => {
    const error = await refusal(options);
    return isDlakeError(error, 'database-refused') ? error.data.why : (error.code as ErrorCode);
  };

  describe('passwords', () => {
    const line = (password: string) =>
      `# mine\nelsewhere:*:*:ada:no\n*:*:la\\:ke:ada:no\n127.0.0.1:*:lake:ada:${password}\n*:*:*:*:no\n`;

    it('come with the address, from the caller, or from a file', async () => {
      const url = new URL(at('ada'));
      url.password = 'open sesame';
      await opens({ address: url.href });
      await opens({ address: at('ada'), password: 'open sesame' });
      await opens({ address: at('ada'), passFile: file('pass', line('open sesame')) });
      await opens({ address: at('').replace('//@', '//'), user: 'ada', password: 'open sesame' });
    });

    it('that are wrong or not there are told apart', async () => {
      expect(await why({ address: at('ada'), password: 'wrong' })).toBe('password');
      expect(await why({ address: at('ada'), passFile: file('wrong', line('wrong')) })).toBe('password');
      expect(await why({ address: at('ada') })).toBe('no-password');
      expect(await why({ address: at('ada'), passFile: join(folder, 'not-there') })).toBe('no-password');
    });

    it('are not looked for where others may read, and that is said', async () => {
      const error = await refusal({ address: at('ada'), passFile: file('open', line('open sesame'), 0o644) });
      expect(error.data).toMatchObject({
        why: 'no-password',
        reason: expect.stringContaining('others may read'),
      });
    });

    it('are not in what is thrown, however deep one looks', async () => {
      const url = new URL(at('ada'));
      url.password = 'closed-sesame';
      for (const options of [
        { address: url.href },
        { address: at('ada'), password: 'closed-sesame' },
        { address: url.href.replace('/lake', '/none') },
        { address: url.href.replace(/:\d+\//, ':1/') },
        { address: `${url.href}?sslmode=verify-full` },
      ]) {
        const error = await refusal(options);
        expect(inspect(error, { depth: 20, showHidden: true })).not.toContain('closed-sesame');
      }
    });
  });

  describe('what stands in the way is named', () => {
    it('a server that is not there, or not known', async () => {
      expect(await why({ address: 'postgres://x@127.0.0.1:1/none' })).toBe('database-unreachable');
      expect(await why({ address: 'postgres://x@nowhere.invalid/none' })).toBe('database-unreachable');
    });

    it('a database that is not there', async () => {
      expect(await why({ address: at('dlake', undefined, '', 'nowhere') })).toBe('database');
    });

    it('a role that is not there, or not let in', async () => {
      expect(await why({ address: at('never') })).toBe('not-admitted');
      expect(await why({ address: at('nobody') })).toBe('not-admitted');
      expect(await why({ address: at('careful') })).toBe('not-admitted');
      await opens({ address: at('careful', undefined, 'sslmode=require') });
    });

    it('a role that the lake does not know', async () => {
      expect(await why({ address: at('stranger') })).toBe('not-permitted');
    });

    it('a statement that takes too long', async () => {
      const catalog = await openPostgres({ address, migrate: false, statementTimeout: 50 });
      await expect(catalog.run((db) => sql`SELECT pg_sleep(5)`.execute(db))).rejects.toSatisfy(
        (error) => isDlakeError(error, 'database-refused') && error.data.why === 'too-slow',
      );
      await catalog.close();
    });
  });

  describe('schemas of another version', () => {
    const withVersion = async (name: string, change: string, migrate: boolean) => {
      const database = await makeDatabase(server, name);
      await (await openPostgres({ address: database, migrate: true })).close();
      const client = new pg.Client(database);
      await client.connect();
      await client.query(change);
      const before = await client.query('SELECT * FROM dlake.migrations');
      const error = await refusal({ address: database, migrate });
      expect((await client.query('SELECT * FROM dlake.migrations')).rows).toEqual(before.rows);
      await client.end();
      return error;
    };

    it('one that is newer is left alone, also by who may migrate', async () => {
      for (const migrate of [true, false]) {
        const error = await withVersion(
          'newer',
          'INSERT INTO dlake.migrations (version) VALUES (99)',
          migrate,
        );
        expect(error).toMatchObject({ code: 'catalog-too-new', data: { found: 99 } });
      }
    });

    it('one that is older, or not there, is left alone by who may not', async () => {
      expect(await withVersion('older', 'DELETE FROM dlake.migrations', false)).toMatchObject({
        code: 'catalog-too-old',
        data: { found: 0 },
      });
      const empty = await makeDatabase(server, 'empty');
      expect(await refusal({ address: empty })).toMatchObject({
        code: 'catalog-too-old',
        data: { found: 0 },
      });
      const { rows } = await admin.query(
        `SELECT count(*)::integer AS n FROM pg_namespace WHERE nspname = 'dlake'`,
      );
      expect(rows).toEqual([{ n: 1 }]);
    });
  });

  describe('TLS', () => {
    const used = async (parameters: string, host = 'localhost') => {
      const catalog = await openPostgres({ address: at('dlake', host, parameters), migrate: false });
      const { rows } = await catalog.run((db) =>
        sql<{ ssl: boolean }>`SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()`.execute(db),
      );
      await catalog.close();
      return rows[0]?.ssl;
    };

    it('is used when asked for, and trusts whom it is told to', async () => {
      expect(await used('')).toBe(false);
      expect(await used('sslmode=require')).toBe(true);
      expect(await used(`sslmode=verify-full&sslrootcert=${ca}`)).toBe(true);
      expect(await used(`sslmode=verify-ca&sslrootcert=${ca}`, '127.0.0.1')).toBe(true);
    });

    it('refuses another host name, another authority, and one that nobody vouches for', async () => {
      const other = file('other.crt', makeCertificates('localhost').authority);
      for (const [host, parameters] of [
        ['127.0.0.1', `sslmode=verify-full&sslrootcert=${ca}`],
        ['localhost', `sslmode=verify-full&sslrootcert=${other}`],
        ['localhost', `sslmode=verify-ca&sslrootcert=${other}`],
        ['localhost', `sslmode=require&sslrootcert=${other}`],
        ['localhost', 'sslmode=verify-full'],
        ['localhost', 'sslmode=verify-full&sslrootcert=system'],
      ]) {
        expect(await why({ address: at('dlake', host, parameters) })).toBe('certificate');
      }
      expect(await why({ address: at('dlake', 'localhost', 'sslrootcert=/not/there') })).toBe(
        'file-unreadable',
      );
    });

    it('is not done without when the server has none', async () => {
      const bare = await startPostgres(program);
      const url = `${bare.address('postgres')}?sslmode=require`;
      expect(await why({ address: url })).toBe('no-tls');
      await bare.stop();
    });
  });

  it('a client waits for a place on a server that is full', async () => {
    await admin.query('CREATE ROLE crowd LOGIN CONNECTION LIMIT 1; GRANT USAGE ON SCHEMA dlake TO crowd');
    await admin.query('GRANT SELECT ON dlake.migrations TO crowd');
    const first = new pg.Client(at('crowd'));
    await first.connect();
    expect(await why({ address: at('crowd'), patience: 200 })).toBe('full');
    const waiting = openPostgres({ address: at('crowd'), migrate: false });
    await new Promise((resolve) => setTimeout(resolve, 500));
    await first.end();
    await (await waiting).close();
  });

  it('a server that does not tell which it is keeps cursors until it starts again', async () => {
    await admin.query('CREATE ROLE tenant LOGIN');
    const managed = await makeDatabase(server, 'managed');
    const inside = new pg.Client(managed);
    await inside.connect();
    await inside.query(
      'ALTER DATABASE managed OWNER TO tenant; REVOKE EXECUTE ON FUNCTION pg_control_checkpoint() FROM PUBLIC',
    );
    await inside.end();
    const catalog = await openPostgres({ address: at('tenant', '127.0.0.1', '', 'managed'), migrate: true });
    await applyBatch(catalog, sampleHistory('raw', 'lab/one', 2));
    const first = await changedLogs(catalog);
    await applyBatch(catalog, sampleHistory('raw', 'lab/two', 2));
    const subjects = [{ layer: 'raw', subject: 'refs/lab/two' }];
    expect(await changedLogs(catalog, first.cursor)).toMatchObject({ subjects, complete: false });
    await admin.end();
    await server.restart();
    admin = new pg.Client(address);
    await admin.connect();
    expect(await changedLogs(catalog, first.cursor)).toMatchObject({ complete: true });
    await catalog.close();
  });

  it('a client goes on when the server is restarted under it', { timeout: 300_000 }, async () => {
    const catalog = await openPostgres({ address, migrate: false });
    const before = (await catalogCounts(catalog)).commits;
    let done = 0;
    let restarting = true;
    const work = async (worker: number) => {
      for (let n = 0; restarting || n < 3; n++) {
        await applyBatch(catalog, sampleHistory('raw', `lab/restart-${worker}-${n}`, 2));
        done += 1;
      }
    };
    const workers = Promise.all([1, 2, 3].map(work));
    for (let round = 0; round < 3; round++) {
      const seen = done;
      while (done < seen + 3) await new Promise((resolve) => setTimeout(resolve, 10));
      await admin.end();
      await server.restart();
      admin = new pg.Client(address);
      await admin.connect();
    }
    restarting = false;
    await workers;
    expect((await catalogCounts(catalog)).commits).toBe(before + 2 * done);
    await catalog.close();
  });
});
