import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { Catalog } from '../../../src/catalog/catalog.ts';
import { makeCentral } from '../../../src/catalog/make-central.ts';
import { openPostgres } from '../../../src/catalog/postgres/open-postgres.ts';
import { setupRoles } from '../../../src/catalog/roles/setup-roles.ts';
import { type CentralLake, centralLake } from '../../../src/lake/central/open-central-lake.ts';
import { initLake } from '../../../src/lake/init-lake.ts';
import type { LakeHost, LocalLake } from '../../../src/lake/lake.ts';
import { openLake } from '../../../src/lake/open-lake.ts';

/** A central lake whose catalog is real and whose buckets are nowhere: what is asked of it is in the catalog. */
export interface SimulatedLab {
  readonly catalog: Catalog;
  readonly lake: CentralLake;
  /** Somebody's own lake. */
  readonly local: LocalLake;
  /** Runs a statement as the catalog's owner. */
  sql(statement: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  close(): Promise<void>;
}

const STORE = 's3://simulated-{layer}?endpoint=http://127.0.0.1:9';

/** Makes one in a database, as `remote setup` does but for the buckets. */
export async function simulatedLab(address: string): Promise<SimulatedLab> {
  const folder = mkdtempSync(join(tmpdir(), 'dlake-scale-'));
  const host: LakeHost = {
    host: 'bench',
    cache: join(folder, 'cache'),
    runtime: folder,
    catalogMode: 'inline',
    now: () => new Date(),
  };
  const catalog = await openPostgres({ address, migrate: true });
  await setupRoles(catalog);
  const { lake: id } = await makeCentral(catalog, { lake: randomUUID(), store: STORE });
  const root = join(folder, 'lake');
  await initLake(root, host, { actor: 'Bench <bench@example.org>' });
  const local = await openLake(root, host);
  const lake = await centralLake(catalog, id, `${STORE}&region=us-east-1`, host);
  const owner = new pg.Client(address);
  await owner.connect();
  return {
    catalog,
    lake,
    local,
    sql: async (statement) => (await owner.query(statement)).rows,
    close: async () => {
      await owner.end();
      await local.close();
      await lake.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
