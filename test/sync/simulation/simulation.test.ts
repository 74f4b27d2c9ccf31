import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { chosenSeed, seededRandom } from '../../faults/random.ts';
import { hostAt } from '../../worktree/folder-lake.ts';
import { folderRemote, type SharedRemote } from './shared-remote.ts';
import { STEPS, simulate } from './simulate.ts';
import { Simulation } from './simulation.ts';

const seed = chosenSeed();

describe(`clients with wrong clocks on one remote in a folder (FAULTS_SEED=${seed})`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'dlake-simulation-'));
  const host = hostAt(folder);
  let remote: SharedRemote;
  let simulation: Simulation;
  beforeAll(async () => {
    remote = await folderRemote(join(folder, 'remote'), host);
    simulation = new Simulation(remote, host, seededRandom(seed));
    await simulation.begin();
  });
  afterAll(async () => {
    await simulation.close();
    await remote.close();
    rmSync(folder, { recursive: true });
  });

  test(`${STEPS} random steps`, () => simulate(simulation), 86_400_000);
});
