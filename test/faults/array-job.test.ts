import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { differences, type Files, readFiles, writeFiles } from './files.ts';
import { Lab, type LabOptions, type Run } from './lab.ts';
import { chosenSeed, seededRandom } from './random.ts';

// Many commands, on machines that may be busy.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const REF = 'raw/lab/cells';
const TASKS = 8;
const seed = chosenSeed();
const random = seededRandom(seed);
const tasks = Array.from({ length: TASKS }, (_, task) => task);

/** What a task of the array makes: a folder of its own in the dataset. */
const filesOf = (task: number, what = 'cell'): Files =>
  Object.fromEntries(
    Array.from({ length: 12 }, (_, n) => [`part-${task}/${n}.tsv`, Buffer.from(`${what} ${task} ${n}\n`)]),
  );

describe('an array job whose tasks commit parts of one dataset at once', () => {
  let lab: Lab;
  let folder: string;
  beforeEach(async () => {
    lab = new Lab();
    folder = join(lab.lake, REF);
    await lab.json(['init']);
  });
  afterEach(() => lab.close());

  const commit = (task: number): readonly string[] => [
    'commit',
    '--update',
    `${REF}/part-${task}`,
    '-m',
    `part ${task}`,
    '--json',
  ];

  /** Every task commits its part, at the same time. */
  const all = (args = commit, options: (task: number) => LabOptions = () => ({})): Promise<readonly Run[]> =>
    Promise.all(tasks.map((task) => lab.dlake(args(task), options(task))));

  const expectFine = (runs: readonly Run[]) =>
    expect(
      runs.filter(({ code }) => code !== 0).map(({ stderr }) => stderr),
      `FAULTS_SEED=${seed}`,
    ).toEqual([]);

  /** All that the tasks wrote is in the ref, byte for byte, and the folder is up to date with it. */
  async function expectAll(expected: Files): Promise<void> {
    const to = join(lab.folder, `out-${random.below(2 ** 31)}`);
    await lab.json(['checkout', REF, '--to', to]);
    expect(differences(readFiles(to), expected), `FAULTS_SEED=${seed}`).toEqual([]);
    expect(await lab.json(['fsck'])).toMatchObject({ ok: true });
  }

  const expectUpToDate = async () => {
    const { refs } = (await lab.json(['status', REF])) as { readonly refs: readonly object[] };
    const [{ id: head } = { id: '' }] = (await lab.json(['log', REF, '-n', '1'])) as {
      id: string;
    }[];
    expect(refs).toMatchObject([{ state: 'clean', base: head }]);
  };

  it('in one folder: all land, in any number of rounds, and the folder is up to date', async () => {
    let expected: Files = {};
    for (const what of ['cell', 'other']) {
      for (const task of tasks) {
        writeFiles(folder, filesOf(task, what));
        expected = { ...expected, ...filesOf(task, what) };
      }
      expectFine(await all());
      await expectAll(expected);
      await expectUpToDate();
    }
    writeFiles(folder, { 'README.txt': Buffer.from('whole') });
    await lab.json(['commit', REF, '-m', 'by hand']);
    await expectAll({ ...expected, 'README.txt': Buffer.from('whole') });
  });

  it('from folders elsewhere, on two hosts: all land', async () => {
    const args = (task: number) => [
      'commit',
      '--update',
      join(lab.folder, `scratch-${task}`),
      '--as',
      REF,
      '-m',
      `part ${task}`,
      '--json',
    ];
    for (const task of tasks) writeFiles(join(lab.folder, `scratch-${task}`), filesOf(task));
    const host = (task: number) => ({ env: { DLAKE_HOST: `node-${task % 2}` } });
    expectFine(await all(args, host));
    await expectAll(Object.assign({}, ...tasks.map((task) => filesOf(task))));
  });

  it('killed at any moment, and run again: all land, and none is in conflict with itself', async () => {
    let expected: Files = {};
    let killed = 0;
    for (const what of ['first', 'second']) {
      for (const task of tasks) {
        writeFiles(folder, filesOf(task, what));
        expected = { ...expected, ...filesOf(task, what) };
      }
      const running = tasks.map((task) => lab.start(commit(task)));
      // Up to where half of them have ended.
      const half = Promise.all(running.slice(0, TASKS / 2).map(({ ended }) => ended));
      for (const { child } of running.slice(TASKS / 2)) {
        await Promise.race([sleep(random.below(400)), half]);
        child.kill('SIGKILL');
      }
      const runs = await Promise.all(running.map(({ ended }) => ended));
      killed += runs.filter(({ signal }) => signal === 'SIGKILL').length;
      expectFine(runs.filter(({ signal }) => signal === undefined));
      expectFine(await all());
      await expectAll(expected);
    }
    expect(killed).toBeGreaterThan(0);
    await expectUpToDate();
  });
});
