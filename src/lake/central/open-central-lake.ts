import { join } from 'node:path';
import type { Catalog } from '../../catalog/catalog.ts';
import { openPostgres } from '../../catalog/postgres/open-postgres.ts';
import { readCentral } from '../../catalog/read-central.ts';
import { whoAmI } from '../../catalog/who-am-i.ts';
import { DlakeError } from '../../errors.ts';
import type { ObjectId } from '../../records/ids.ts';
import type { Store } from '../../store/contract.ts';
import { openS3Store } from '../../store/s3/open-s3-store.ts';
import { parseS3Address } from '../../store/s3/s3-address.ts';
import type { S3Store } from '../../store/s3/s3-store.ts';
import type { StoreIndex } from '../../store/s3/store-index.ts';
import { withdrawnStore } from '../../store/withdrawn-store.ts';
import type { Lake, LakeHost } from '../lake.ts';
import { allWithdrawals } from '../withdraw/all-withdrawals.ts';
import { catalogIndex } from './catalog-index.ts';
import { CatalogLogs } from './catalog-logs.ts';
import type { CentralPlace } from './central-place.ts';
import { centralStore } from './central-store.ts';
import { RecordReader } from './record-reader.ts';
import { ReliedFiles } from './relied-files.ts';

/** A lake on servers: Postgres decides races and answers questions, buckets have the truth. */
export interface CentralLake extends Lake {
  readonly actor: string;
  /** The same lake as its buckets alone tell it: logs are read and written there. */
  readonly buckets: Lake;
  /** Where what is stored lies, as the catalog knows it. */
  readonly index: StoreIndex;
  /** How many requests the buckets were asked so far. */
  readonly requests: () => number;
  /** As `S3Store` gives it: an address for a blob, `packed`, or undefined. */
  readonly urlOf: S3Store['urlOf'];
}

/** Opens a central lake. Throws `central-not-made` for a database that has none, and what reaching servers throws. */
export async function openCentralLake(place: CentralPlace, host: LakeHost): Promise<CentralLake> {
  const catalog = await openPostgres({ address: place.catalog, migrate: false, ...host.login });
  try {
    const central = await readCentral(catalog);
    if (central === undefined) throw new DlakeError('central-not-made', {});
    return await centralLake(catalog, central.lake, place.store ?? central.store, host);
  } catch (error) {
    await catalog.close();
    throw error;
  }
}

/** A central lake over a catalog that is open; closing it closes that too. */
export async function centralLake(
  catalog: Catalog,
  id: string,
  store: string,
  host: LakeHost,
): Promise<CentralLake> {
  const relied = new ReliedFiles();
  const index = catalogIndex(catalog, relied);
  const files = await openS3Store({
    address: parseS3Address(store),
    index,
    scratch: join(host.cache, 'central', id),
    ...(host.jobs === undefined ? {} : { jobs: host.jobs }),
  });
  const records = new RecordReader(catalog);
  const close = async () => {
    await files.close();
    await catalog.close();
  };
  const { actor } = await whoAmI(catalog);
  const lakeWith = (own: Store): Lake => ({
    id,
    store: own,
    now: host.now,
    actor,
    catalog: async () => catalog,
    close,
  });
  const buckets = lakeWith(centralStore(files, files.logs, records));
  const logs = new CatalogLogs(catalog, buckets, relied);
  const whole = centralStore(files, logs, records);
  const withdrawn = async () => {
    const said = await allWithdrawals({ actor, store: whole, catalog: async () => catalog });
    return new Set<ObjectId>(said.flatMap(({ blob, approval }) => (approval === undefined ? [] : [blob])));
  };
  const lake = lakeWith(withdrawnStore(whole, withdrawn));
  const urlOf: CentralLake['urlOf'] = async (layer, id, options) => {
    if ((await withdrawn()).has(id)) throw new DlakeError('withdrawn', { id });
    return files.urlOf(layer, id, options);
  };
  return { ...lake, actor, buckets, index, requests: () => files.requests, urlOf };
}
