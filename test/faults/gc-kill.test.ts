import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { differences, readFiles, someFiles, writeFiles } from './files.ts';
import { Lab } from './lab.ts';
import { chosenSeed, seededRandom } from './random.ts';

// Many commands, on machines that may be busy.
vi.setConfig({ testTimeout: 900_000, hookTimeout: 300_000 });

const STANDS = 'processed/lab/plate';
const GC = ['gc', '--force', '--force-last-copy', '--grace', '0h', '--unnamed', '0h'];
const FOREIGN = ['--attest', 'made elsewhere', '--action', 'manual'];
const ROUNDS = 15;
const seed = chosenSeed();
const random = seededRandom(seed);

describe(`kill -9 of gc at random moments (FAULTS_SEED=${seed})`, () => {
  const lab = new Lab();
  beforeAll(() => lab.json(['init']));
  afterAll(() => lab.close());

  /** A ref that ends, which shares a part of what another has that stands. */
  async function commitMore(round: number): Promise<void> {
    rmSync(join(lab.lake, STANDS), { recursive: true, force: true });
    writeFiles(join(lab.lake, STANDS), someFiles(round, round % 3 === 0));
    await lab.json(['commit', STANDS, '-m', 'more', '--allow-delete', ...FOREIGN]);
    const trial = `processed/lab/trial${round}`;
    writeFiles(join(lab.lake, trial), {
      ...someFiles(round, false),
      ...Object.fromEntries(
        Object.entries(someFiles(1000 + round, true)).map(([path, bytes]) => [`own/${path}`, bytes]),
      ),
    });
    await lab.json(['commit', trial, '-m', 'a trial', ...FOREIGN]);
    await lab.json(['rm', trial, '-m', 'superseded']);
  }

  it(`${ROUNDS} rounds: nothing that stands is lost, and the next one frees the rest`, async () => {
    let hits = 0;
    let typical = 500;
    for (let round = 1; round <= ROUNDS; round++) {
      await commitMore(round);
      const { child, ended } = lab.start(GC);
      await sleep(random.below(Math.ceil(typical)));
      child.kill('SIGKILL');
      if ((await ended).signal === 'SIGKILL') hits += 1;
      const verified = await lab.dlake(['verify', STANDS]);
      expect(verified.code, `${verified.stdout}${verified.stderr}`).toBe(0);
      const begin = performance.now();
      const again = await lab.dlake(GC);
      typical = performance.now() - begin;
      expect(again.code, `${again.stdout}${again.stderr}`).toBe(0);
      const fsck = await lab.dlake(['fsck']);
      expect(fsck.code, `${fsck.stdout}${fsck.stderr}`).toBe(0);
    }
    expect(hits).toBeGreaterThan(0);
    const to = join(lab.folder, 'out');
    await lab.json(['checkout', STANDS, '--to', to]);
    expect(differences(readFiles(to), readFiles(join(lab.lake, STANDS)))).toEqual([]);
    expect((await lab.dlake(['verify'])).code).toBe(0);
    await lab.json(GC);
    expect(readdirSync(join(lab.lake, '.dlake/store/fossils'))).toEqual([]);
  });
});
