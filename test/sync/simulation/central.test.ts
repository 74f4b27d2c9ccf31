import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, test } from 'vitest';
import { chosenSeed, seededRandom } from '../../faults/random.ts';
import { centralServers } from '../../servers/central.ts';
import { findPostgres, type PostgresServer } from '../../servers/postgres.ts';
import { onEachServer } from '../../store/s3/on-each-server.ts';
import { hostAt } from '../../worktree/folder-lake.ts';
import { centralRemote } from './central-remote.ts';
import type { SharedRemote } from './shared-remote.ts';
import { STEPS, simulate } from './simulate.ts';
import { Simulation } from './simulation.ts';

const seed = chosenSeed();

onEachServer(`clients with wrong clocks on one central lake (FAULTS_SEED=${seed})`, (server) => {
  const folder = mkdtempSync(join(tmpdir(), 'dlake-simulation-'));
  let postgres: PostgresServer;
  let remote: SharedRemote;
  let simulation: Simulation;
  beforeAll(async () => {
    const found = await findPostgres();
    if (found === undefined) throw new Error('no Postgres');
    postgres = found;
    remote = centralRemote(postgres, await centralServers(server(), postgres));
    simulation = new Simulation(remote, hostAt(folder), seededRandom(seed));
    await simulation.begin();
  });
  afterAll(async () => {
    await simulation?.close();
    await remote?.close();
    await postgres?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test(`${STEPS} random steps`, () => simulate(simulation), 86_400_000);
});
