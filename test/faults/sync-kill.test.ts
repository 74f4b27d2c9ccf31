import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { differences, readFiles, someFiles, writeFiles } from './files.ts';
import { Lab } from './lab.ts';
import { chosenSeed, seededRandom } from './random.ts';

// Many commands, on machines that may be busy.
vi.setConfig({ testTimeout: 900_000, hookTimeout: 300_000 });

const REF = 'raw/lab/plate';
const ROUNDS = 25;
const seed = chosenSeed();
const random = seededRandom(seed);

describe(`kill -9 at random moments (FAULTS_SEED=${seed})`, () => {
  const lab = new Lab();
  const [shared, mate] = [join(lab.folder, 'shared'), join(lab.folder, 'mate')];
  let round = 0;

  beforeAll(async () => {
    await lab.json(['init']);
    await lab.json(['remote', 'add', 'shared', shared]);
    await commitMore();
    await lab.json(['push', 'shared', REF]);
    await lab.json(['clone', shared, mate, '--checkout', REF]);
  });
  afterAll(() => lab.close());

  async function commitMore(): Promise<void> {
    round += 1;
    rmSync(join(lab.lake, REF), { recursive: true, force: true });
    writeFiles(join(lab.lake, REF), someFiles(round, round % 4 === 0));
    await lab.json(['commit', REF, '-m', 'more', '--allow-delete']);
  }

  /** Kills a command within the time that it takes; true when that ended it. */
  async function kill(args: readonly string[], cwd: string, typical: number): Promise<boolean> {
    const { child, ended } = lab.start(args, { cwd });
    await sleep(random.below(Math.ceil(typical)));
    child.kill('SIGKILL');
    return (await ended).signal === 'SIGKILL';
  }

  /** After each kill both lakes are whole, and the same command goes well. */
  async function killOften(args: readonly string[], cwd: string, prepare: () => Promise<unknown>) {
    let hits = 0;
    let typical = 1000;
    for (let at = 0; at < ROUNDS; at++) {
      await prepare();
      if (await kill(args, cwd, typical)) hits += 1;
      for (const lake of [lab.lake, shared, mate]) {
        const fsck = await lab.dlake(['fsck'], { cwd: lake });
        expect(fsck.code, `${fsck.stdout}${fsck.stderr}`).toBe(0);
      }
      const begin = performance.now();
      const again = await lab.dlake(args, { cwd });
      expect(again.code, `${again.stdout}${again.stderr}`).toBe(0);
      typical = performance.now() - begin;
    }
    expect(hits).toBeGreaterThan(0);
  }

  it(`of push, ${ROUNDS} rounds: the ref names what is whole, or what it named before`, async () => {
    await killOften(['push'], lab.lake, commitMore);
    const to = join(lab.folder, 'out');
    await lab.json(['checkout', REF, '--to', to], { cwd: shared });
    expect(differences(readFiles(to), readFiles(join(lab.lake, REF)))).toEqual([]);
  });

  it(`of pull, ${ROUNDS} rounds: the folder follows in the end`, async () => {
    await killOften(['pull'], mate, async () => {
      await commitMore();
      await lab.json(['push']);
    });
    expect(differences(readFiles(join(mate, REF)), readFiles(join(lab.lake, REF)))).toEqual([]);
  });

  it('leaves nothing damaged', async () => {
    for (const cwd of [lab.lake, shared, mate]) expect((await lab.dlake(['verify'], { cwd })).code).toBe(0);
  });
});
