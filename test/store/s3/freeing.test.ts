import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CentralLake } from '../../../src/lake/central/open-central-lake.ts';
import type { BlobId } from '../../../src/records/ids.ts';
import type { Layer } from '../../../src/records/layers.ts';
import type { Freeing } from '../../../src/store/freeing.ts';
import { type CentralServers, centralServers } from '../../servers/central.ts';
import { findPostgres, type PostgresServer } from '../../servers/postgres.ts';
import { freeingCases } from '../conformance/freeing.ts';
import { expectBytes, randomBlob, store } from '../conformance/harness.ts';
import { onEachServer } from './on-each-server.ts';

const LARGE = 5 * 1024 * 1024 + 3;

onEachServer('freeing from buckets with a catalog', (server) => {
  let postgres: PostgresServer;
  let servers: CentralServers;
  beforeAll(async () => {
    const found = await findPostgres();
    if (found === undefined) throw new Error('no Postgres');
    postgres = found;
    servers = await centralServers(server(), postgres);
  });
  afterAll(async () => {
    await servers?.stop();
    await postgres?.stop();
  });

  const endLeases = async (lake: CentralLake) => {
    const catalog = await lake.catalog();
    await catalog.run((db) =>
      sql`UPDATE dlake.placements SET lease_until = now() - interval '1 s'`.execute(db),
    );
  };

  freeingCases(async () => {
    const lake = await servers.open();
    return {
      store: lake.store,
      again: async () => (await servers.open()).store,
      endLeases: () => endLeases(lake),
      remove: async () => {},
    };
  }, 'processed');

  describe('what the layer has to say', () => {
    const freeingOf = (lake: CentralLake): Freeing => {
      if (lake.store.freeing === undefined) throw new Error('it does not free');
      return lake.store.freeing;
    };
    const nothing = async (): Promise<ReadonlySet<BlobId>> => new Set();
    const keysOf = async (layer: Layer) => {
      const listed = await servers.s3.listObjectVersions({ Bucket: servers.bucket(layer) });
      return (listed.Versions ?? []).map(({ Key }) => Key ?? '');
    };

    it('names the day until which a lock keeps what is to go, and goes on then', async () => {
      const lake = await servers.open();
      const [dead, beside] = [randomBlob(100), randomBlob(200)];
      await store(lake.store, 'raw', dead, beside);
      await freeingOf(lake).retire('raw', [dead.id], { forGood: true });
      const { bytes, waiting, pendingUntil } = await freeingOf(lake).free(nothing);
      expect(bytes).toBe(0);
      expect(waiting).toBeGreaterThan(0);
      const days = (Date.parse(pendingUntil ?? '') - Date.now()) / 86_400_000;
      expect(days).toBeGreaterThan(89);
      expect(days).toBeLessThan(91);
      expect(await lake.store.missing('raw', [dead.id, beside.id])).toEqual(new Set([dead.id]));
      const before = await keysOf('raw');
      const freed = await freeingOf(lake).free(nothing, { bypassGovernance: true });
      expect(freed).toMatchObject({ waiting: 0 });
      expect(freed.pendingUntil).toBeUndefined();
      expect((await keysOf('raw')).length).toBe(before.length - 1);
      expectBytes(await lake.store.read('raw', beside.id), beside.bytes);
    });

    it('puts what leaves archive where a rule takes it later, but not what goes for good', async () => {
      const lake = await servers.open();
      const [dead, secret] = [randomBlob(LARGE), randomBlob(LARGE)];
      await store(lake.store, 'archive', dead, secret);
      await freeingOf(lake).retire('archive', [dead.id]);
      await freeingOf(lake).retire('archive', [secret.id], { forGood: true });
      await endLeases(lake);
      await freeingOf(lake).free(nothing);
      const keys = await keysOf('archive');
      const keyOf = (id: BlobId) => `blobs/${id.slice(9, 11)}/${id.slice(9)}`;
      expect(keys.filter((key) => key.endsWith(keyOf(dead.id)))).toEqual([`expired/${keyOf(dead.id)}`]);
      expect(keys.filter((key) => key.endsWith(keyOf(secret.id)))).toEqual([]);
    });

    it('has live again what somebody stores while it is being deleted', async () => {
      const lake = await servers.open();
      const blob = randomBlob(LARGE);
      await store(lake.store, 'processed', blob);
      await freeingOf(lake).retire('processed', [blob.id], { forGood: true });
      // It counts as missing, is sent, found in the bucket, and claimed before it is proved.
      await store(lake.store, 'processed', blob);
      await freeingOf(lake).free(nothing);
      expectBytes(await lake.store.read('processed', blob.id), blob.bytes);
    });
  });
});
