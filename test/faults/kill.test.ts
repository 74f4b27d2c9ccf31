import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { differences, type Files, readFiles, someFiles, writeFiles } from './files.ts';
import { Lab } from './lab.ts';
import { chosenSeed, seededRandom } from './random.ts';

// Many commands, on machines that may be busy.
vi.setConfig({ testTimeout: 900_000, hookTimeout: 300_000 });

const REF = 'raw/lab/plate';
const COMMIT = ['commit', REF, '-m', 'a version', '--allow-delete'];
const seed = chosenSeed();
const random = seededRandom(seed);

describe('kill -9 at random moments', () => {
  const lab = new Lab();
  const folder = join(lab.lake, REF);
  let made = 0;
  /** Milliseconds that a command takes before it begins its work. */
  let startUp: number;

  beforeAll(async () => {
    startUp = await timed(['--version']);
    await lab.json(['init']);
    writeFiles(folder, newFiles());
    await timed(COMMIT);
  });
  afterAll(() => lab.close());

  /** Runs a command that must go well, and tells how many milliseconds it took. */
  async function timed(args: readonly string[], round = 'before'): Promise<number> {
    const begin = performance.now();
    const run = await lab.dlake(args);
    expect(
      run.code,
      `dlake ${args.join(' ')}, ${round}, FAULTS_SEED=${seed}: ${run.stdout}${run.stderr}`,
    ).toBe(0);
    return performance.now() - begin;
  }

  /** Kills a command within the time that it takes; true when that ended it. */
  async function kill(args: readonly string[], typical: number): Promise<boolean> {
    const { child, ended } = lab.start(args);
    const from = startUp / 2;
    await sleep(from + (random.below(1000) / 1000) * Math.max(typical - from, 1));
    child.kill('SIGKILL');
    return (await ended).signal === 'SIGKILL';
  }

  /** Kills a command again and again; after each time the lake is whole and the same command goes well. */
  async function rounds(count: number, prepare: (round: number) => Promise<Round> | Round): Promise<void> {
    let hits = 0;
    const times: number[] = [];
    for (let round = 0; round < count; round++) {
      const { args, after } = await prepare(round);
      const typical = times.length === 0 ? startUp * 2 : Math.max(...times.slice(-5));
      if (await kill(args, typical)) hits += 1;
      await timed(['fsck'], `round ${round}`);
      times.push(await timed(args, `round ${round}`));
      expect(after?.() ?? [], `round ${round}, FAULTS_SEED=${seed}`).toEqual([]);
    }
    expect(hits).toBeGreaterThan(0);
  }

  /** Files of which some were in versions before. */
  function newFiles(): Files {
    made += 1;
    return { ...someFiles(made, made % 5 === 0), 'same.txt': Buffer.from('same') };
  }

  it('of commit, 50 rounds', async () => {
    await rounds(50, () => {
      rmSync(folder, { recursive: true, force: true });
      writeFiles(folder, newFiles());
      return { args: COMMIT };
    });
    const to = join(lab.folder, 'out');
    await timed(['checkout', REF, '--to', to]);
    expect(differences(readFiles(to), readFiles(folder))).toEqual([]);
  });

  it('of checkout, 30 rounds', async () => {
    const versions: { readonly rev: string; readonly files: Files }[] = [];
    for (const ref of ['raw/lab/one', 'raw/lab/two']) {
      writeFiles(join(lab.lake, ref), newFiles());
      await timed(['commit', ref, '-m', 'a version']);
      versions.push({ rev: ref, files: readFiles(join(lab.lake, ref)) });
    }
    const to = join(lab.folder, 'elsewhere');
    await rounds(30, (round) => {
      const { rev, files } = versions[round % 2] ?? { rev: '', files: {} };
      const own = join(lab.lake, rev);
      if (round % 4 < 2) rmSync(own, { recursive: true, force: true });
      else rmSync(to, { recursive: true, force: true });
      return {
        args: round % 4 < 2 ? ['checkout', rev] : ['checkout', rev, '--to', to],
        after: () => differences(readFiles(round % 4 < 2 ? own : to), files),
      };
    });
  });

  it('of undo, 20 rounds', async () => {
    await rounds(20, async (round) => {
      for (const _ of [1, 2]) {
        await timed(['checkout', REF, '--force'], `round ${round}`);
        writeFiles(folder, newFiles());
        await timed(COMMIT, `round ${round}`);
      }
      return { args: ['undo', REF] };
    });
  });

  it('of commit, between its entry in the log and the base of its folder', async () => {
    await timed(['checkout', REF, '--force']);
    writeFiles(folder, newFiles());
    const state = join(lab.lake, '.dlake', 'state', 'refs', REF);
    // The folder is made sure of for a look at the file system's clock, for what the ref is about to name, and
    // then for the base.
    const fault = ['-e', 'trace=mkdir', '-e', 'inject=mkdir:signal=KILL:when=3'];
    const strace = ['strace', '-f', '-o', '/dev/null', '-P', state, ...fault];
    const entries = () =>
      readdirSync(join(lab.lake, '.dlake', 'store', 'raw', 'log', 'refs', 'lab', 'plate')).length;
    const before = entries();
    const killed = await lab.dlake(COMMIT, { wrap: (argv) => [...strace, ...argv] });
    expect([killed.signal, entries()]).toEqual(['SIGKILL', before + 1]);
    expect(await lab.json(['status'])).toMatchObject({
      refs: expect.arrayContaining([expect.objectContaining({ ref: REF, state: 'clean' })]),
    });
    writeFiles(folder, newFiles());
    expect(await lab.json(COMMIT)).toMatchObject({ unchanged: false });
  });

  it('leaves nothing damaged', () => timed(['verify']));
});

interface Round {
  readonly args: readonly string[];
  /** What is wrong when the command has been run again. */
  readonly after?: () => readonly string[];
}
