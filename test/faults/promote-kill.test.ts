import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { differences, readFiles, someFiles, writeFiles } from './files.ts';
import { Lab } from './lab.ts';
import { chosenSeed, seededRandom } from './random.ts';

// Many commands, on machines that may be busy.
vi.setConfig({ testTimeout: 900_000, hookTimeout: 300_000 });

const RAW = 'raw/lab/plate';
const PROCESSED = 'processed/lab/plate';
const ROUNDS = 25;
const seed = chosenSeed();
const random = seededRandom(seed);

interface Version {
  readonly id: string;
  readonly inputs: readonly string[];
}

describe(`kill -9 of promote at random moments (FAULTS_SEED=${seed})`, () => {
  const lab = new Lab();
  beforeAll(() => lab.json(['init']));
  afterAll(() => lab.close());

  async function commitMore(round: number): Promise<string> {
    rmSync(join(lab.lake, RAW), { recursive: true, force: true });
    writeFiles(join(lab.lake, RAW), someFiles(round, round % 3 === 0));
    const { commit } = (await lab.json(['commit', RAW, '-m', 'more', '--allow-delete'])) as {
      commit: string;
    };
    return commit;
  }

  it(`${ROUNDS} rounds: nothing or all of it is promoted, and the retry finishes`, async () => {
    let hits = 0;
    let typical = 1000;
    for (let round = 1; round <= ROUNDS; round++) {
      const raw = await commitMore(round);
      const { child, ended } = lab.start(['promote', RAW, '-m', 'checked']);
      await sleep(random.below(Math.ceil(typical)));
      child.kill('SIGKILL');
      if ((await ended).signal === 'SIGKILL') hits += 1;
      const fsck = await lab.dlake(['fsck']);
      expect(fsck.code, `${fsck.stdout}${fsck.stderr}`).toBe(0);
      const begin = performance.now();
      const again = await lab.dlake(['promote', RAW, '-m', 'checked']);
      typical = performance.now() - begin;
      // Killed after it was done: the rule that says so is the answer.
      const done = again.code === 0 || (again.code === 5 && again.stderr.includes('is there already'));
      expect(done, `${again.stdout}${again.stderr}`).toBe(true);
      expect(((await lab.json(['show', PROCESSED])) as Version).inputs).toEqual([raw]);
    }
    expect(hits).toBeGreaterThan(0);
    const to = join(lab.folder, 'out');
    await lab.json(['checkout', PROCESSED, '--to', to]);
    expect(differences(readFiles(to), readFiles(join(lab.lake, RAW)))).toEqual([]);
    expect((await lab.dlake(['verify'])).code).toBe(0);
  });
});
