import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyBatch } from '../../src/catalog/apply-batch.ts';
import type { Catalog } from '../../src/catalog/catalog.ts';
import { changedLogs } from '../../src/catalog/changed-logs.ts';
import { logHeadRow } from '../../src/catalog/log-head-row.ts';
import { placeFiles } from '../../src/catalog/place-files.ts';
import { openPostgres } from '../../src/catalog/postgres/open-postgres.ts';
import { type LockedLog, withLog } from '../../src/catalog/with-log.ts';
import { isDlakeError } from '../../src/errors.ts';
import { findPostgresServers, makeDatabase } from '../servers/postgres.ts';
import { lineageSuite } from './lineage-suite.ts';
import { logSuite } from './log-suite.ts';
import { placementSuite } from './placement-suite.ts';
import { sampleEntry, sampleHistory, samplePack } from './sample.ts';
import { searchSuite } from './search-suite.ts';
import { catalogSuite } from './suite.ts';

const servers = await findPostgresServers();
afterAll(() => Promise.all(servers.map((server) => server.stop())));

if (servers.length === 0) it.skip('no Postgres here: set DLAKE_TEST_POSTGRES or install one', () => {});

describe.each(servers.map((server) => [server.name, server] as const))('%s', (name, server) => {
  catalogSuite(name, async () =>
    openPostgres({ migrate: true, address: await makeDatabase(server, 'suite') }),
  );
  searchSuite(name, async () =>
    openPostgres({ migrate: true, address: await makeDatabase(server, 'search') }),
  );
  placementSuite(name, async () =>
    openPostgres({ migrate: true, address: await makeDatabase(server, 'placements') }),
  );
  lineageSuite(name, async () =>
    openPostgres({ migrate: true, address: await makeDatabase(server, 'lineage') }),
  );
  logSuite(name, async () => openPostgres({ migrate: true, address: await makeDatabase(server, 'logs') }));

  describe('several at a time on Postgres', () => {
    let address = '';
    let catalog: Catalog;
    beforeAll(async () => {
      address = await makeDatabase(server, 'several');
      catalog = await openPostgres({ address, migrate: true });
    });
    afterAll(() => catalog.close());

    const tag = (name: string) => sampleEntry('raw', `tags/${name}`, { seq: 1 });
    const add = (name: string) => withLog(catalog, 'raw', `tags/${name}`, (log) => log.append(tag(name)));
    /** Holds a log, with its next entry added, until it is told to go on. */
    const adding = (name: string) => {
      const [added, goOn] = [signal(), signal()];
      const done = withLog(catalog, 'raw', `tags/${name}`, async (log) => {
        await log.append(tag(name));
        added.give();
        await goOn.given;
      });
      return { added: added.given, goOn: goOn.give, done };
    };

    it('a cursor does not miss what is committed late', async () => {
      const late = adding('late');
      await late.added;
      await add('early');
      const between = await changedLogs(catalog);
      expect(between.subjects).toEqual([{ layer: 'raw', subject: 'tags/early' }]);
      late.goOn();
      await late.done;
      await add('after');
      const { subjects } = await changedLogs(catalog, between.cursor);
      expect(subjects.map(({ subject }) => subject).sort()).toEqual([
        'tags/after',
        'tags/early',
        'tags/late',
      ]);
    });

    it('holds one log and not the others', async () => {
      const held = adding('held');
      await held.added;
      await add('free');
      const order: string[] = [];
      const second = withLog(catalog, 'raw', 'tags/held', async ({ head }) =>
        order.push(`second sees ${head?.seq}`),
      );
      await new Promise((resolve) => setTimeout(resolve, 100));
      order.push('first goes on');
      held.goOn();
      await Promise.all([held.done, second]);
      expect(order).toEqual(['first goes on', 'second sees 1']);
    });

    it('a file that a move relies on can not begin to be deleted under it', async () => {
      const history = sampleHistory('raw', 'lab/relied', 1);
      const [commit] = history.commits;
      const pack = samplePack([commit!.id, ...history.pages.map(({ id }) => id)]);
      await applyBatch(catalog, { ...history, entries: [] });
      await placeFiles(catalog, 'raw', [pack]);
      const deleting = `UPDATE dlake.placements SET state = 'deleting' WHERE key = decode('${pack.key}', 'hex')`;
      const order: string[] = [];
      let sweep: Promise<unknown> = Promise.resolve();
      await withLog(catalog, 'raw', 'refs/lab/relied', async (log) => {
        await log.check(commit!.id, [pack]);
        sweep = catalog.run((db) => sql.raw(deleting).execute(db)).then(() => order.push('swept'));
        await new Promise((resolve) => setTimeout(resolve, 100));
        order.push('moved');
        await log.append(history.entries[0]!);
      });
      await sweep;
      expect(order).toEqual(['moved', 'swept']);
    });

    it('says that it does not know when the connection breaks with something added', async () => {
      const client = new pg.Client(address);
      await client.connect();
      const cut = () =>
        client.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
           WHERE datname = current_database() AND state = 'idle in transaction'`,
        );
      const lost = (name: string, work: (log: LockedLog) => Promise<unknown>) =>
        withLog(catalog, 'raw', `tags/${name}`, work).then(
          () => 'done',
          (error: unknown) => (isDlakeError(error, 'catalog-unavailable') ? error.data.state : error),
        );
      expect(
        await lost('cut-1', async (log) => {
          await log.append(tag('cut-1'));
          await cut();
        }),
      ).toBe('uncertain');
      expect(
        await lost('cut-2', async (log) => {
          await cut();
          await log.append(tag('cut-2'));
        }),
      ).toBe('uncertain');
      const history = sampleHistory('raw', 'lab/cut', 1);
      expect(
        await lost('cut-3', async (log) => {
          await cut();
          await log.check(history.commits[0]!.id, []);
        }),
      ).toBe('unreachable');
      await client.end();
      await add('cut-1');
      expect(await logHeadRow(catalog, 'raw', 'tags/cut-1')).toMatchObject({ seq: 1 });
      expect(await logHeadRow(catalog, 'raw', 'tags/cut-2')).toBeUndefined();
    });
  });

  it('migrates once, however many come at a time', async () => {
    const address = await makeDatabase(server, 'race');
    const all = await Promise.all(Array.from({ length: 8 }, () => openPostgres({ address, migrate: true })));
    await Promise.all(all.map((catalog) => catalog.close()));
  });
});

/** Something that one side waits for and the other gives. */
function signal() {
  let give = () => {};
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { given, give: () => give() };
}
