import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeDatabase } from '../servers/postgres.ts';
import { postgresPrograms } from '../servers/postgres-programs.ts';
import { startPostgres } from '../servers/start-postgres.ts';
import { Lab } from './lab.ts';

const programs = postgresPrograms().slice(-1);
const SECRET = 'correct-horse-battery';
const WRONG = 'staple-of-the-trade';

describe.each(programs.map((one) => [`Postgres ${one.major}`, one] as const))(
  'a password at %s',
  (_, program) => {
    let server: Awaited<ReturnType<typeof startPostgres>>;
    let lab: Lab;
    let address = '';
    beforeAll(async () => {
      server = await startPostgres(program, { rules: ['host all ada all scram-sha-256'] });
      const database = await makeDatabase(server, 'lake');
      const admin = new pg.Client(database);
      await admin.connect();
      await admin.query(`CREATE ROLE ada LOGIN PASSWORD '${SECRET}'`);
      await admin.end();
      address = server.address('lake', 'ada');
      lab = new Lab();
      await lab.json(['init']);
      writeFileSync(join(lab.folder, 'a.txt'), 'a\n');
      await lab.json(['commit', join(lab.folder, 'a.txt'), '--as', 'raw/lab/a', '-m', 'a']);
      await lab.json(['remote', 'add', 'lab', address, 's3://lab-{layer}?endpoint=http://127.0.0.1:1']);
    }, 300_000);
    afterAll(async () => {
      await lab?.close();
      await server?.stop();
    });

    /** Every file of the lake and of the home, in one text. */
    const written = (): string =>
      readdirSync(lab.folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
        .join('\n');

    it.each([
      ['push', 'lab', 'raw/lab/a'],
      ['fetch', 'lab'],
      ['log', '--remote', 'lab'],
    ])('that is wrong is named as the cause, with what mends it: %s', async (...args) => {
      for (const more of [[], ['--json'], ['--verbose']] as const) {
        const { code, stdout, stderr } = await lab.dlake([...args, ...more], { env: { PGPASSWORD: WRONG } });
        expect(stderr).toMatch(/ada@127\.0\.0\.1.* does not take the password/);
        expect(stderr).toMatch(/Correct it in ~\/\.pgpass .* or PGPASSWORD/);
        expect(stdout + stderr).not.toContain(WRONG);
        expect(code).toBe(1);
      }
      expect(written()).not.toContain(WRONG);
    });

    it('that is missing is asked for', async () => {
      const { code, stderr } = await lab.dlake(['fetch', 'lab']);
      expect(stderr).toMatch(/asks for a password.*\n?.*PGPASSWORD/s);
      expect(code).toBe(1);
    });

    it('that is typed with the address is used and kept nowhere', async () => {
      const typed = new URL(address);
      typed.password = WRONG;
      const run = await lab.dlake(['clone', typed.href, 'theirs'], { cwd: lab.folder });
      expect(run.stderr).toMatch(/does not take the password/);
      expect(run.stdout + run.stderr + written()).not.toContain(WRONG);
      expect(run.code).toBe(1);
      const added = await lab.dlake(['remote', 'add', 'other', typed.href, 's3://x-{layer}']);
      expect(added.stdout + added.stderr + written()).not.toContain(WRONG);
      typed.password = SECRET;
      const taken = await lab.dlake(['clone', typed.href, 'theirs'], { cwd: lab.folder });
      // The password was right: what is missing now is a lake.
      expect(taken.stderr).toMatch(/There is no lake/);
      expect(taken.stdout + taken.stderr + written()).not.toContain(SECRET);
    });
  },
);
