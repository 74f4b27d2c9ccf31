import { afterAll, beforeAll, expect, test } from 'vitest';
import { maintainCentral } from '../../src/lake/central/maintain-central.ts';
import { openCentralLake } from '../../src/lake/central/open-central-lake.ts';
import { parseRef } from '../../src/records/parse-ref.ts';
import type { StoredFile } from '../../src/store/s3/store-index.ts';
import { push } from '../../src/sync/push.ts';
import { commitFiles, type TempLake, tempLake } from '../lake/temp-lake.ts';
import { type CentralServers, centralServers } from '../servers/central.ts';
import { findPostgres, type PostgresServer } from '../servers/postgres.ts';
import { onEachServer } from '../store/s3/on-each-server.ts';

const HOUR = 3_600_000;
const RAW = parseRef('raw/geo/GSE1');
const options = { actor: 'Ada Lovelace <ada@example.org>' };

onEachServer('retention of raw', (server) => {
  let postgres: PostgresServer;
  let servers: CentralServers;
  let ours: TempLake;
  beforeAll(async () => {
    const found = await findPostgres();
    if (found === undefined) throw new Error('no Postgres');
    postgres = found;
    servers = await centralServers(server(), postgres, { lockDays: 1 });
    ours = tempLake();
    await commitFiles(ours, 'raw/geo/GSE1', { a: '1' });
    await push(ours, { name: 'lab', lake: await servers.open() }, [RAW], options);
  });
  afterAll(async () => {
    await ours?.close();
    await servers?.stop();
    await postgres?.stop();
  });

  /** What is stored in raw, by what the catalog says; each with what the server says of its version. */
  async function files(): Promise<readonly { readonly noted: number; readonly kept: number }[]> {
    const lake = await servers.open();
    const found: StoredFile[] = [];
    for await (const batch of lake.index.files('raw')) found.push(...batch);
    return Promise.all(
      found.map(async ({ kind, key, versionId, retainUntil }) => {
        const head = await servers.s3.headObject({
          Bucket: servers.bucket('raw'),
          Key: `${kind}s/${key.slice(0, 2)}/${key}`,
          ...(versionId !== undefined && { VersionId: versionId }),
        });
        return {
          noted: Date.parse(retainUntil ?? ''),
          kept: head.ObjectLockRetainUntilDate?.getTime() ?? 0,
        };
      }),
    );
  }

  /** The lake as it is so many hours from now. */
  async function maintain(hours: number, dryRun = false) {
    const now = () => new Date(Date.now() + hours * HOUR);
    const lake = await openCentralLake(servers.place, { ...servers.host, now });
    try {
      return await maintainCentral(lake, servers.place.store, { dryRun });
    } finally {
      await lake.close();
    }
  }

  test('is recorded as the server gives it', async () => {
    const found = await files();
    expect(found.length).toBeGreaterThanOrEqual(2);
    for (const { noted, kept } of found) {
      expect(noted).toBe(kept);
      expect(kept).toBeGreaterThan(Date.now() + 23 * HOUR);
    }
  });

  test('is extended when less than half is left, and not before', async () => {
    expect(await maintain(11)).toMatchObject({ extended: 0 });
    const [before] = await files();
    expect(await maintain(13, true)).toMatchObject({ extended: 2 });
    expect((await files())[0]).toEqual(before);
    const done = await maintain(13);
    expect(done).toMatchObject({ files: 2, extended: 2 });
    for (const { noted, kept } of await files()) {
      expect(noted).toBe(kept);
      expect(kept).toBeGreaterThan(Date.now() + 36 * HOUR);
    }
    expect(await maintain(13)).toMatchObject({ extended: 0 });
  });
});
