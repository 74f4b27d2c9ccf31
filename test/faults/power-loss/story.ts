import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { differences, type Files, readFiles, writeFiles } from '../files.ts';
import { Lab } from '../lab.ts';
import { chosenSeed, type Random, seededRandom } from '../random.ts';
import { openRoom, type Room } from '../room.ts';
import { type Promised, tryLoss } from './aftermath.ts';
import type { Operation } from './operation.ts';
import { Recording } from './recording.ts';
import { powerLosses } from './states.ts';

/** The ref of the stories, and its folder in the lake. */
export const REF = 'raw/lab/plate';
/** Commits that folder. */
export const COMMIT = ['commit', REF, '-m', 'a version', '--allow-delete'] as const;

/** States tried at the same time. */
const AT_ONCE = 2;

/** A command of a story. */
export interface Step {
  readonly args: readonly string[];
  /** What the test puts into the ref's folder before the command. */
  readonly files?: Files;
  /** What the command commits, and so promises to keep. */
  readonly commits?: Files;
  /** Whether it takes back the last commit: that is kept, but `log` need not show it any more. */
  readonly takesBack?: boolean;
  /** What the ref holds once the command has been run again. */
  readonly head?: Files;
}

/** Commands in one lake, each traced, and losses of power in or after any of them. */
export class Story {
  readonly lab = new Lab();
  readonly #recording = new Recording(this.lab.lake, [join(this.lab.lake, '.dlake', 'catalog')]);
  readonly #promised: Promised[] = [];
  readonly #seed: number = chosenSeed();
  readonly #random: Random = seededRandom(this.#seed);
  #room: Room | undefined;
  #tried = 0;

  /** Finds a room for what comes after: there the machine has started anew. */
  async begin(): Promise<void> {
    const boot = join(this.lab.folder, 'boot-id');
    writeFileSync(boot, '11111111-2222-4333-8444-555555555555\n');
    this.#room = await openRoom(`mount --bind '${boot}' /proc/sys/kernel/random/boot_id`);
  }

  async end(): Promise<void> {
    await this.#room?.close();
    await this.lab.close();
  }

  /** Runs a command and keeps the power. */
  async run(step: Step): Promise<void> {
    this.#put(step.files);
    const argv = this.lab.argv([...step.args, '--json']);
    const run = await this.#recording.run({ argv, cwd: this.lab.lake, env: this.lab.env });
    expect(run, run.stderr).toMatchObject({ code: 0 });
    const last = this.#promised.at(-1);
    if (step.takesBack === true && last !== undefined)
      this.#promised.splice(-1, 1, { ...last, listed: false });
    if (step.commits === undefined) return;
    const { commit } = JSON.parse(run.stdout) as { readonly commit: string };
    this.#promised.push({
      at: this.#recording.operations.length,
      commit,
      files: step.commits,
      listed: true,
    });
  }

  /** Runs a command and counts its flushes before it renames or links a file to a name like this. */
  async flushesUntil(step: Step, name: RegExp): Promise<number> {
    this.#put(step.files);
    const from = this.#recording.operations.length;
    await this.run({ ...step, files: {} });
    const done = this.#recording.operations.slice(from);
    const gives = ({ kind }: Operation) => kind === 'rename' || kind === 'link';
    const named = done.findIndex((one) => gives(one) && 'path' in one && name.test(one.path ?? ''));
    expect(named, `a file is named ${name}`).toBeGreaterThan(0);
    return done.slice(0, named).filter(({ kind }) => kind === 'sync-begins').length;
  }

  /** Runs a command that a fault ends half-way: strace(1), "Tampering". */
  async runInto(fault: string, step: Step): Promise<void> {
    this.#put(step.files);
    const argv = this.lab.argv(step.args);
    const run = await this.#recording.run({ argv, cwd: this.lab.lake, env: this.lab.env, inject: fault });
    expect(run.code, `${fault} came too late`).not.toBe(0);
  }

  /** Runs a command and loses the power at each of its steps: `limit` states, and all those at its end. */
  async loseIn(step: Step, limit: number): Promise<void> {
    this.#put(step.files);
    const from = this.#recording.operations.length;
    await this.run({ ...step, files: {} });
    await this.#tryStates(step, from, limit);
  }

  /** Runs a command and loses the power when it has ended. */
  async loseAfter(step: Step): Promise<void> {
    await this.run(step);
    await this.#tryStates(step, this.#recording.operations.length, 0);
  }

  #put(files: Files = {}): void {
    writeFiles(join(this.lab.lake, REF), files);
    this.#recording.adopt();
  }

  async #tryStates(step: Step, from: number, limit: number): Promise<void> {
    const worktree = readFiles(join(this.lab.lake, REF));
    const losses = powerLosses(this.#recording, { from, limit, random: this.#random });
    const rest = losses.values();
    const complaints: string[] = [];
    const work = async () => {
      for (const loss of rest) {
        this.#tried += 1;
        complaints.push(
          ...(await tryLoss(
            {
              lab: this.lab,
              inside: this.#room?.inside,
              recording: this.#recording,
              promised: this.#promised,
              putBack: (lake) => putBack(lake, worktree),
              command: step.args,
              after: async (dlake, lake) =>
                step.head === undefined ? [] : headDiffers(dlake, join(lake, '..', 'head'), step.head),
            },
            loss,
            this.#tried,
          )),
        );
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    expect(complaints, `FAULTS_SEED=${this.#seed}`).toEqual([]);
  }
}

/** The user's own files are not ours to keep: they are put there again. */
function putBack(lake: string, files: Files): void {
  rmSync(join(lake, REF), { recursive: true, force: true });
  mkdirSync(join(lake, REF), { recursive: true });
  writeFiles(join(lake, REF), files);
}

async function headDiffers(
  dlake: (...args: string[]) => Promise<{ code: number | undefined; stderr: string }>,
  to: string,
  expected: Files,
): Promise<string[]> {
  const run = await dlake('checkout', REF, '--to', to);
  return run.code === 0 ? differences(readFiles(to), expected) : [run.stderr];
}
