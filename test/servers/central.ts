import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3 } from '@aws-sdk/client-s3';
import pg from 'pg';
import type { CentralPlace } from '../../src/lake/central/central-place.ts';
import { type CentralLake, openCentralLake } from '../../src/lake/central/open-central-lake.ts';
import { setupCentral } from '../../src/lake/central/setup-central.ts';
import type { LakeHost } from '../../src/lake/lake.ts';
import { LAYERS } from '../../src/records/layers.ts';
import { bucketOf, parseS3Address } from '../../src/store/s3/s3-address.ts';
import { removeBucket } from '../store/s3/s3-harness.ts';
import { makeDatabase, type PostgresServer } from './postgres.ts';
import type { S3Server } from './s3.ts';

/** A central lake on real servers, made as `remote setup` makes it, with buckets and a database of its own. */
export interface CentralServers {
  /** With the keys in the address of the store. */
  readonly place: CentralPlace & { readonly store: string };
  /** As somebody types it: keys are in `env`. */
  readonly typed: readonly [catalog: string, store: string];
  readonly env: Readonly<Record<string, string>>;
  readonly host: LakeHost;
  readonly s3: S3;
  bucket(layer: (typeof LAYERS)[number]): string;
  /** Opens the lake; `as` is another place of the same servers, as behind a proxy. Closed with the servers. */
  open(as?: Partial<CentralPlace>): Promise<CentralLake>;
  stop(): Promise<void>;
}

/** Makes a central lake. Whoever made the servers stops them. */
export async function centralServers(
  server: S3Server,
  postgres: PostgresServer,
  options: { readonly lockDays?: number; readonly setUp?: boolean } = {},
): Promise<CentralServers> {
  const name = `c${randomBytes(5).toString('hex')}`;
  const { endpoint, credentials } = server;
  const { accessKeyId, secretAccessKey } = credentials;
  const query = `${name}-{layer}?endpoint=${endpoint}`;
  const keys = `${encodeURIComponent(accessKeyId)}:${encodeURIComponent(secretAccessKey)}`;
  const place = { catalog: await makeDatabase(postgres, name), store: `s3://${keys}@${query}` };
  const folder = mkdtempSync(join(tmpdir(), 'dlake-central-'));
  const host: LakeHost = {
    host: 'testhost',
    cache: join(folder, 'cache'),
    runtime: folder,
    catalogMode: 'inline',
    now: () => new Date(),
  };
  const s3 = new S3({ endpoint, credentials, region: 'us-east-1', forcePathStyle: true, maxAttempts: 5 });
  const bucket = (layer: (typeof LAYERS)[number]) => bucketOf(parseS3Address(place.store), layer);
  if (options.setUp !== false)
    await setupCentral(place, host, options.lockDays === undefined ? {} : { lockDays: options.lockDays });
  const opened: CentralLake[] = [];
  return {
    place,
    typed: [place.catalog, `s3://${query}`],
    env: { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey },
    host,
    s3,
    bucket,
    open: async (as = {}) => {
      const lake = await openCentralLake({ ...place, ...as }, host);
      opened.push(lake);
      return lake;
    },
    stop: async () => {
      for (const lake of opened) await lake.close();
      for (const layer of LAYERS) await removeBucket(s3, bucket(layer)).catch(ignoreAbsent);
      s3.destroy();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function ignoreAbsent(error: unknown): void {
  if ((error as { readonly name?: string }).name !== 'NoSuchBucket') throw error;
}

/** Makes a login that is in a role of the lake, and gives the catalog's address for it. The name is made unique. */
export async function addLogin(
  postgres: PostgresServer,
  servers: CentralServers,
  name: string,
  role: string,
): Promise<string> {
  const url = new URL(servers.place.catalog);
  const user = `${name}_${url.pathname.slice(1)}`;
  const client = new pg.Client(servers.place.catalog);
  await client.connect();
  try {
    await client.query(`CREATE ROLE ${user} LOGIN PASSWORD '${user}' IN ROLE ${role}`);
  } finally {
    await client.end();
  }
  const own = new URL(postgres.address(url.pathname.slice(1), user));
  own.password = user;
  return own.href;
}
