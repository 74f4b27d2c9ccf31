import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chosenSeed, seededRandom } from '../../faults/random.ts';
import { hostAt } from '../../worktree/folder-lake.ts';
import { folderRemote, type SharedRemote } from './shared-remote.ts';
import { Simulation } from './simulation.ts';

/** So many by hand; else as many as fit into the time that CI has. */
const STEPS = Number(process.env.SIMULATION_STEPS ?? 300);
const SECONDS = process.env.SIMULATION_STEPS === undefined ? 30 : Number.POSITIVE_INFINITY;
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

  test(`${STEPS} random steps, each of which leaves every lake as the model says`, async () => {
    const began = performance.now();
    let steps = 0;
    while (steps < STEPS && performance.now() - began < SECONDS * 1000) {
      await simulation.step();
      steps += 1;
    }
    await simulation.agree();
    // What a slow machine cuts short is still worth something.
    expect(steps).toBeGreaterThanOrEqual(Math.min(STEPS, 20));
  }, 86_400_000);
});
