import { openPostgres } from '../../../src/catalog/postgres/open-postgres.ts';
import { type BenchCase, scaled } from '../bench-case.ts';
import type { BenchPlace } from '../bench-place.ts';
import { BenchServers } from '../bench-servers.ts';
import type { Step } from '../command.ts';
import { loadDatasets } from '../scale/load-datasets.ts';

/** Versions of each dataset. */
const VERSIONS = 100;

/** A lab with this many versions, and a fetch of all of them into a lake that has none. */
async function fetchOf(
  place: BenchPlace,
  servers: BenchServers,
  name: string,
  versions: number,
): Promise<Step> {
  const lake = place.path(name);
  place.newLake(lake);
  const address = servers.newLab(lake);
  const catalog = await openPostgres({ address, migrate: false });
  try {
    await loadDatasets(catalog, 0, scaled(versions, 1 / VERSIONS), () => ({ files: 4, versions: VERSIONS }));
  } finally {
    await catalog.close();
  }
  return {
    label: name,
    before: () => {
      place.newLake(lake);
      place.run(place.dlake(lake, 'remote', 'add', 'lab', address));
    },
    command: place.dlake(lake, 'fetch', 'lab'),
  };
}

/** Seeing what a large lab has, for the first time. */
export const fetchHundredThousand: BenchCase = {
  name: 'fetch-100000',
  what: 'fetch of 100,000 versions in 1,000 refs from Postgres',
  runs: 3,
  seconds: 60,
  memory: 300e6,
  async prepare(place, scale) {
    const servers = await BenchServers.start(place);
    const tenth = await fetchOf(place, servers, 'fetch of 10,000', scaled(10_000, scale));
    const subject = await fetchOf(place, servers, 'fetch', scaled(100_000, scale));
    return { subject, baselines: [{ step: tenth, bar: 12 }], close: () => servers.stop() };
  },
};
