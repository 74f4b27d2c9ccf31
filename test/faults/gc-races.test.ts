import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { initLake } from '../../src/lake/init-lake.ts';
import { openLake } from '../../src/lake/open-lake.ts';
import { type TempLake, tempLake } from '../lake/temp-lake.ts';
import { hostAt } from '../worktree/folder-lake.ts';
import { gcRound, type RacedLake, type Tally } from './gc-races.ts';
import { chosenSeed, seededRandom } from './random.ts';
import { withCentral } from './with-central.ts';

vi.setConfig({ testTimeout: 1_800_000, hookTimeout: 300_000 });

/** So many by hand; else as many as fit into the time that CI has. */
const ROUNDS = Number(process.env.GC_ROUNDS ?? 100);
const SECONDS = process.env.GC_ROUNDS === undefined ? 40 : Number.POSITIVE_INFINITY;
const seed = chosenSeed();

async function race(lake: RacedLake): Promise<void> {
  const random = seededRandom(seed);
  const tally: Tally = {};
  const began = performance.now();
  let round = 0;
  while (round < ROUNDS && (round < 5 || performance.now() - began < SECONDS * 1000)) {
    round += 1;
    try {
      await gcRound(lake, random, tally);
    } catch (error) {
      throw new Error(`round ${round}, after ${JSON.stringify(tally)}`, { cause: error });
    }
  }
  // Else nothing was put to the proof.
  expect(tally.out).toBeGreaterThan(0);
  expect(tally['commit: done']).toBeGreaterThan(round / 2);
}

describe(`gc beside commits in a folder (FAULTS_SEED=${seed})`, () => {
  let root: string;
  let local: TempLake;
  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'dlake-gc-races-'));
    local = tempLake();
    await initLake(root, hostAt(root), { actor: 'Ada Lovelace <ada@example.org>' });
  });
  afterAll(async () => {
    await local.close();
    rmSync(root, { recursive: true, force: true });
  });

  it(`loses nothing that a ref names in ${ROUNDS} rounds`, async () => {
    // A catalog in this process has one owner.
    const owner = await openLake(root, hostAt(root));
    const open = async () => ({ ...(await openLake(root, hostAt(root))), catalog: () => owner.catalog() });
    try {
      await race({ open, local, cache: join(root, 'cache') });
    } finally {
      await owner.close();
    }
  });
});

withCentral(`gc beside commits at a central lake (FAULTS_SEED=${seed})`, (places) => {
  it(`loses nothing that a ref names in ${ROUNDS} rounds`, async () => {
    const { servers } = places();
    const local = tempLake();
    try {
      const watch = await servers.open();
      const catalog = await watch.catalog();
      const endLeases = async () => {
        await catalog.run((db) =>
          sql`UPDATE dlake.placements SET lease_until = now() - interval '1 s'
            WHERE id IN (SELECT id FROM dlake.placements ORDER BY id FOR NO KEY UPDATE)`.execute(db),
        );
      };
      await race({ open: () => servers.open(), endLeases, local, cache: servers.host.cache });
    } finally {
      await local.close();
    }
  });
});
