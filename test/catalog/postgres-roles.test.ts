import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyBatch } from '../../src/catalog/apply-batch.ts';
import type { Catalog } from '../../src/catalog/catalog.ts';
import { changedLogs } from '../../src/catalog/changed-logs.ts';
import { listFiles } from '../../src/catalog/list-files.ts';
import { listRefs } from '../../src/catalog/list-refs.ts';
import { listRefusals } from '../../src/catalog/list-refusals.ts';
import { locateObjects } from '../../src/catalog/locate-objects.ts';
import { logHeadRow } from '../../src/catalog/log-head-row.ts';
import { makeCentral } from '../../src/catalog/make-central.ts';
import { noteFiles } from '../../src/catalog/note-files.ts';
import { placeFiles } from '../../src/catalog/place-files.ts';
import { openPostgres } from '../../src/catalog/postgres/open-postgres.ts';
import { setupRoles } from '../../src/catalog/roles/setup-roles.ts';
import { settleRefusals } from '../../src/catalog/settle-refusals.ts';
import { whoAmI } from '../../src/catalog/who-am-i.ts';
import { withLog } from '../../src/catalog/with-log.ts';
import { isDlakeError } from '../../src/errors.ts';
import type { Layer } from '../../src/records/layers.ts';
import { findPostgresServers, makeDatabase } from '../servers/postgres.ts';
import { sampleBlob, sampleEntry, sampleHistory, samplePack } from './sample.ts';

const servers = await findPostgresServers();
afterAll(() => Promise.all(servers.map((server) => server.stop())));
if (servers.length === 0) it.skip('no Postgres here: set DLAKE_TEST_POSTGRES or install one', () => {});

const USERS = {
  rea: 'dlake_reader',
  cora: 'dlake_contributor',
  cura: 'dlake_curator',
  ada: 'dlake_admin',
} as const;
type User = keyof typeof USERS;
const NAMES = Object.keys(USERS) as User[];

describe.each(servers.map((server) => [server.name, server] as const))('roles on %s', (_, server) => {
  let owner: Catalog;
  const as = {} as Record<User, Catalog>;
  let root: pg.Client;

  beforeAll(async () => {
    const address = await makeDatabase(server, 'roles');
    root = new pg.Client(address);
    await root.connect();
    owner = await openPostgres({ address, migrate: true });
    const due = await setupRoles(owner, { dryRun: true });
    expect(due.some(({ state }) => state === 'due')).toBe(true);
    await setupRoles(owner);
    for (const [user, role] of Object.entries(USERS)) {
      await root.query(`DROP ROLE IF EXISTS ${user}`);
      await root.query(`CREATE ROLE ${user} LOGIN IN ROLE ${role}`);
      as[user as User] = await openPostgres({ address: server.address('roles', user), migrate: false });
    }
  });
  afterAll(async () => {
    await Promise.all([owner, ...Object.values(as)].map((catalog) => catalog?.close()));
    await root.end();
  });

  const run = (catalog: Catalog, statement: string) =>
    catalog.run((db) => sql.raw<Record<string, unknown>>(statement).execute(db));
  const notPermitted = (error: unknown) =>
    isDlakeError(error, 'database-refused') && error.data.why === 'not-permitted';
  const refused = (error: unknown) => isDlakeError(error, 'rule-refused');

  let number = 0;
  /** A version that waits to be named by a ref of the layer, its records placed. */
  const ready = async (layer: Layer) => {
    number += 1;
    const dataset = `lab/role-${number}`;
    const history = sampleHistory(layer, dataset, 1);
    await applyBatch(owner, { ...history, entries: [] });
    await placeFiles(owner, layer, [samplePack([...history.commits, ...history.pages].map(({ id }) => id))]);
    const subject = `refs/${dataset}`;
    const entry = (actor: string) =>
      sampleEntry(layer, subject, { seq: 1, to: history.commits[0]!.id, actor });
    return { layer, dataset, subject, entry };
  };

  it('are set up once, whoever does it how often', async () => {
    const again = await Promise.all([setupRoles(owner), setupRoles(owner, { dryRun: true })]);
    for (const steps of again) expect(steps.every(({ state }) => state === 'had')).toBe(true);
    await expect(setupRoles(as.ada)).resolves.toSatisfy((steps: (typeof again)[0]) =>
      steps.every(({ state }) => state === 'had'),
    );
    await run(owner, 'REVOKE SELECT ON dlake.commits FROM dlake_reader');
    const mended = await setupRoles(owner);
    expect(mended.filter(({ state }) => state === 'done')).toEqual([
      { what: 'dlake_reader reads commits', state: 'done' },
    ]);
  });

  it('are told who they are', async () => {
    const all = ['dlake_reader', 'dlake_contributor', 'dlake_curator', 'dlake_admin'];
    for (const [n, user] of NAMES.entries()) {
      expect(await whoAmI(as[user])).toEqual({ actor: `pg:${user}`, roles: all.slice(0, n + 1) });
    }
  });

  describe.each(NAMES)('%s', (user) => {
    it('changes no table by itself', async () => {
      await ready('raw');
      const { rows } = await root.query(`SELECT tablename AS t FROM pg_tables WHERE schemaname = 'dlake'`);
      for (const { t } of rows) {
        const column = (
          await root.query(
            `SELECT attname FROM pg_attribute WHERE attrelid = 'dlake.${t}'::regclass AND attnum > 0 AND attidentity = '' AND attgenerated = '' ORDER BY attnum LIMIT 1`,
          )
        ).rows[0].attname;
        for (const statement of [
          `INSERT INTO dlake.${t} DEFAULT VALUES`,
          `UPDATE dlake.${t} SET ${column} = ${column}`,
          `DELETE FROM dlake.${t}`,
          `TRUNCATE dlake.${t}`,
          `ALTER TABLE dlake.${t} DISABLE TRIGGER ALL`,
          `DROP TABLE dlake.${t}`,
        ]) {
          await expect(run(as[user], statement), statement).rejects.toSatisfy(notPermitted);
        }
      }
    });

    it('makes nothing in the schema, and replaces none of its functions', async () => {
      for (const statement of [
        'CREATE TABLE dlake.mine (x integer)',
        `CREATE OR REPLACE FUNCTION dlake.caller_is(wanted text) RETURNS boolean LANGUAGE sql RETURN true`,
        `ALTER FUNCTION dlake.caller_is(text) SECURITY INVOKER`,
        'INSERT INTO dlake.migrations (version) VALUES (99)',
      ]) {
        await expect(run(as[user], statement), statement).rejects.toSatisfy(notPermitted);
      }
    });

    it('reads, and gets leases', async () => {
      const blob = sampleBlob(`of ${user}`);
      await placeFiles(owner, 'raw', [samplePack([blob])]);
      const [found] = await locateObjects(as[user], 'raw', [blob]);
      expect(found?.file.proved).toBe(false);
      expect((await listFiles(as[user], 'raw', undefined, 1)).length).toBe(1);
      expect((await changedLogs(as[user])).complete).toBe(true);
      await expect(run(as[user], 'SELECT * FROM dlake.tokens')).rejects.toSatisfy(notPermitted);
    });

    it.each(['raw', 'curated'] as const)('moves refs in %s when that is its to do', async (layer) => {
      const { subject, dataset, entry } = await ready(layer);
      const may = user === 'rea' ? false : user === 'cora' ? layer === 'raw' : true;
      const moving = withLog(as[user], layer, subject, (log) => log.append(entry(`pg:${user}`)));
      if (may) {
        await moving;
        expect((await listRefs(owner, { dataset })).length).toBe(1);
        return;
      }
      await expect(moving).rejects.toSatisfy(refused);
      expect(await logHeadRow(owner, layer, subject)).toBeUndefined();
      const outbox = (await listRefusals(as[user], 1000)).filter((one) => one.subject === subject);
      expect(outbox).toMatchObject([{ layer, actor: `pg:${user}` }]);
      await (user === 'rea'
        ? expect(settleRefusals(as[user], outbox)).rejects.toSatisfy(notPermitted)
        : settleRefusals(as[user], outbox));
      expect((await listRefusals(owner, 1000)).filter((one) => one.subject === subject)).toEqual(outbox);
      await settleRefusals(as.cura, outbox);
      expect((await listRefusals(owner, 1000)).filter((one) => one.subject === subject)).toEqual([]);
    });

    it('signs with its own name, unless it administers', async () => {
      if (user === 'rea') return;
      const { layer, subject, entry } = await ready('raw');
      const forging = withLog(as[user], layer, subject, (log) => log.append(entry('pg:rea')));
      if (user === 'ada') return await forging;
      await expect(forging).rejects.toSatisfy(refused);
    });

    it('brings what was found in the store, of any actor, under its own name', async () => {
      if (user === 'rea') return;
      const { subject, entry } = await ready('raw');
      await applyBatch(as[user], { commits: [], pages: [], entries: [entry('pg:somebody')] });
      const { rows } = await run(owner, `SELECT actor, added_by FROM dlake.log WHERE subject = '${subject}'`);
      expect(rows).toEqual([{ actor: 'pg:somebody', added_by: user }]);
      const curated = await ready('curated');
      const bringing = applyBatch(as[user], {
        commits: [],
        pages: [],
        entries: [curated.entry('pg:somebody')],
      });
      await (user === 'cora' ? expect(bringing).rejects.toSatisfy(refused) : bringing);
    });

    it('writes to the layers that are its own', async () => {
      for (const layer of ['raw', 'archive'] as const) {
        const may = user !== 'rea' && (layer === 'raw' || user !== 'cora');
        const pack = samplePack([sampleBlob(`${user} in ${layer}`)]);
        const history = sampleHistory(layer, `lab/of-${user}`, 1);
        const placing = placeFiles(as[user], layer, [pack]);
        await (may ? placing : expect(placing).rejects.toSatisfy(notPermitted));
        const adding = applyBatch(as[user], { ...history, entries: [] });
        await (may ? adding : expect(adding).rejects.toSatisfy(notPermitted));
      }
    });

    it('says of the lake itself only what is its to say', async () => {
      const said = makeCentral(as[user], { lake: 'x', store: 's3://x' });
      await (user === 'ada' ? said : expect(said).rejects.toSatisfy(notPermitted));
      const policy = sampleEntry('raw', 'lake', { seq: 1, kind: 'policy', actor: `pg:${user}` });
      const saying = withLog(as[user], 'raw', 'lake', (log) => log.append(policy));
      await (user === 'ada' ? saying : expect(saying).rejects.toSatisfy(refused));
    });

    it('does not migrate', async () => {
      const empty = await makeDatabase(server, 'unmigrated');
      const theirs = server.address(new URL(empty).pathname.slice(1), user);
      await expect(openPostgres({ address: theirs, migrate: true })).rejects.toSatisfy(notPermitted);
    });
  });

  it('what somebody says of their own files proves them to nobody else', async () => {
    const blob = sampleBlob('a claim');
    const pack = samplePack([blob]);
    const proved = async (user: User) => (await locateObjects(as[user], 'raw', [blob]))[0]?.file.proved;
    await placeFiles(as.cora, 'raw', [pack]);
    await noteFiles(as.cora, 'raw', [{ ...pack, proved: true }]);
    expect([await proved('cora'), await proved('cura')]).toEqual([true, false]);
    await noteFiles(as.cura, 'raw', [{ ...pack, proved: true }]);
    expect([await proved('cora'), await proved('cura'), await proved('rea')]).toEqual([true, true, true]);
  });

  it('every function with the rights of the owner looks for names where nobody else can put any', async () => {
    const { rows } = await root.query(`
      SELECT proname FROM pg_proc WHERE pronamespace = 'dlake'::regnamespace AND prosecdef
        AND NOT coalesce('search_path=pg_catalog, pg_temp' = ANY (proconfig), false)`);
    expect(rows).toEqual([]);
    const open = await root.query(`
      SELECT proname FROM pg_proc WHERE pronamespace = 'dlake'::regnamespace
        AND has_function_privilege('public', oid, 'EXECUTE')`);
    expect(open.rows).toEqual([]);
  });

  it('what lies in the way of names is not what the functions call', async () => {
    // Whoever may make temporary things or has a schema of their own puts their names before those of Postgres.
    await root.query(`CREATE SCHEMA IF NOT EXISTS cora AUTHORIZATION cora`);
    const address = server.address('roles', 'cora');
    const client = new pg.Client(address);
    await client.connect();
    const evil = `RAISE EXCEPTION 'ran as %', current_user`;
    const trap = (name: string, args: string, returns: string) =>
      client.query(
        `CREATE FUNCTION cora.${name}(${args}) RETURNS ${returns} LANGUAGE plpgsql AS $$ BEGIN ${evil}; END $$`,
      );
    for (const [name, args, returns] of [
      ['now', '', 'timestamptz'],
      ['decode', 'text, text', 'bytea'],
      ['octet_length', 'bytea', 'integer'],
      ['pg_has_role', 'name, oid, text', 'boolean'],
      ['sha256', 'bytea', 'bytea'],
      ['substr', 'bytea, integer, integer', 'bytea'],
      ['json_array_elements', 'json', 'SETOF json'],
      ['to_tsvector', 'regconfig, text', 'tsvector'],
      ['eq', 'text, text', 'boolean'],
    ] as const)
      await trap(name, args, returns);
    await client.query(`
      CREATE OPERATOR cora.= (LEFTARG = text, RIGHTARG = text, FUNCTION = cora.eq);
      CREATE OPERATOR cora.<> (LEFTARG = text, RIGHTARG = text, FUNCTION = cora.eq);
      CREATE TEMP TABLE placements (x integer); CREATE TEMP TABLE pg_roles (rolname text, oid oid);
      CREATE TEMP VIEW pg_namespace AS SELECT 'dlake'::name AS nspname, (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = 'cora') AS nspowner;
      SET search_path = pg_temp, cora, dlake, pg_catalog`);
    const history = sampleHistory('raw', 'lab/trap', 1);
    const ids = Buffer.alloc(36);
    await client.query(`SELECT * FROM dlake.locate_objects('raw', $1, interval '1 hour')`, [ids]);
    await client.query(
      `SELECT dlake.add_pages('[]', '[]'), dlake.add_commits('[]', '[]', '[]'), dlake.note_files('raw', '[]')`,
    );
    await client.query(
      `SELECT * FROM dlake.place_files('raw', '[{"kind":"blob","key":"${'ab'.repeat(32)}","size":1}]', '', '{}', '{}', '{}', interval '1 hour')`,
    );
    await client.query(`SELECT * FROM dlake.add_entries('[]', true)`);
    await client.query(`SELECT * FROM dlake.check_move('raw', 'lab/trap', $1, NULL, NULL)`, [
      ids.subarray(4),
    ]);
    const { rows } = await client.query(
      `SELECT dlake.caller_is('dlake_admin') AS admin, dlake.caller_is('dlake_contributor') AS own`,
    );
    expect(rows).toEqual([{ admin: false, own: true }]);
    const locked = await client.query(`SELECT refused FROM dlake.lock_log('curated', 'refs/lab/trap')`);
    expect(locked.rows).toEqual([{ refused: 'dlake_curator' }]);
    await client.end();
    await applyBatch(as.cora, history);
    await root.query('DROP SCHEMA cora CASCADE');
  });
});
