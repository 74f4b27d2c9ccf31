import { openCentralLake } from '../../../src/lake/central/open-central-lake.ts';
import { rebuildCentral } from '../../../src/lake/central/rebuild-central.ts';
import type { CentralServers } from '../../servers/central.ts';
import { makeDatabase, type PostgresServer } from '../../servers/postgres.ts';
import type { SharedRemote } from './shared-remote.ts';

/** A central lake, on servers that whoever made them stops. */
export function centralRemote(postgres: PostgresServer, servers: CentralServers): SharedRemote {
  const { place, typed, env } = servers;
  return {
    address: typed,
    env,
    open: (host) => openCentralLake(place, host),
    // As when the server is lost under everybody's feet, and comes back empty.
    rebuild: async (host) => {
      await makeDatabase(postgres, new URL(place.catalog).pathname.slice(1));
      const { refused, broken } = await rebuildCentral(place, host);
      return [...refused, ...broken];
    },
    close: () => servers.stop(),
  };
}
