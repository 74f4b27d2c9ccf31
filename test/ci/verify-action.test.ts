import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Session } from '../cli/run-dlake.ts';
import { pinnedLab } from '../commands/pinned-lab.ts';
import { MEAN, RAW } from '../commands/small-lake.ts';
import { BareMachine } from './bare-machine.ts';
import { readAction, runAction } from './composite-action.ts';

let session: Session;
let machine: BareMachine;
beforeAll(async () => {
  session = await pinnedLab();
  await session.json(['pin', `${RAW}@v1`, MEAN, '--remote', '../nas'], { cwd: 'work' });
});
afterAll(() => session[Symbol.asyncDispose]());
beforeEach(() => {
  machine = new BareMachine();
  cpSync(join(session.folder, 'work/dlake.lock'), join(machine.checkout, 'dlake.lock'));
});
afterEach(() => machine.close());

const damage = (path: string): void =>
  writeFileSync(join(machine.checkout, path), `${readFileSync(join(machine.checkout, path), 'utf8')}more\n`);

describe('the action for GitHub', () => {
  test('brings what is pinned and proves it', () => {
    const ran = runAction(machine);
    expect(ran).toMatchInlineSnapshot(`
      [
        {
          "code": 0,
          "name": "dlake",
          "said": "",
        },
        {
          "code": 0,
          "name": "Get",
          "said": "processed/geo/GSE2034.mean@v1 is in ~~/checkout/data/processed/geo/GSE2034.mean: 1 file, 1 written, 0 removed
      raw/geo/GSE2034@v1 is in ~~/checkout/data/raw/geo/GSE2034: 2 files, 2 written, 0 removed
      ",
        },
        {
          "code": 0,
          "name": "Verify",
          "said": "::notice title=dlake verify::Checked 3 objects, 86 B: all as their ids say.
      ",
        },
      ]
    `);
    expect(readFileSync(join(machine.checkout, 'dlake.xml'), 'utf8')).toContain('failures="0"');
    expect(readFileSync(join(machine.checkout, 'data', RAW, 'matrix.tsv'), 'utf8')).toContain('TP53');
    expect(existsSync(join(machine.folder, 'home/.dlake'))).toBe(false);
  });

  test('a file that was damaged in the cache is named, and not taken for good', () => {
    runAction(machine);
    damage(`data/${RAW}/matrix.tsv`);
    const ran = runAction(machine);
    expect(ran.at(-1)).toMatchObject({ name: 'Get', code: 1, said: expect.stringContaining('matrix.tsv') });
  });

  test('an annotation for each file that differs', () => {
    runAction(machine);
    damage(`data/${RAW}/matrix.tsv`);
    const { steps } = readAction().runs;
    const verify = steps.find(({ name }) => name === 'Verify')?.run ?? '';
    const env = { LOCK: 'dlake.lock', TO: 'data', ONLY: '', JUNIT: 'dlake.xml' };
    const { code, said } = machine.run(verify, env);
    expect(code).toBe(4);
    expect(said).toContain(`::error file=data/${RAW}/matrix.tsv,title=dlake%3A damaged::`);
    expect(readFileSync(join(machine.checkout, 'dlake.xml'), 'utf8')).toContain('failures="1"');
  });

  test('inputs are words for dlake, whatever is in them', () => {
    const ran = runAction(machine, {
      to: 'my data; touch owned',
      only: '*.tsv\ndocs',
      junit: '$(touch owned).xml',
    });
    expect(ran.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(existsSync(join(machine.checkout, 'my data; touch owned', RAW, 'docs/README.txt'))).toBe(true);
    expect(existsSync(join(machine.checkout, 'owned'))).toBe(false);
  });

  test('another address than that of the lock file', () => {
    const lock = join(machine.checkout, 'dlake.lock');
    writeFileSync(lock, readFileSync(lock, 'utf8').replaceAll(`${session.folder}/nas`, '/no/such/folder'));
    expect(runAction(machine).at(-1)).toMatchObject({ name: 'Get', code: 7 });
    const ran = runAction(machine, { from: join(session.folder, 'nas') });
    expect(ran.map(({ code }) => code)).toEqual([0, 0, 0]);
  });

  test('the cache is of one lock file, and no input gets into a script', () => {
    const { using, steps } = readAction().runs;
    expect(using).toBe('composite');
    const cache = steps.find(({ uses }) => uses?.startsWith('actions/cache@'));
    expect(cache?.with).toMatchObject({
      path: expect.stringMatching(/^\$\{\{ inputs\.to \}\}$/),
      key: expect.stringContaining('{ hashFiles(inputs.lock) }'),
    });
    for (const { run, shell } of steps.filter((step) => step.run !== undefined)) {
      expect(run).not.toContain('${{');
      expect(shell).toBe('bash');
    }
  });
});

test('the template for GitLab runs as it stands', () => {
  const path = new URL('../../.gitlab/dlake-verify.yml', import.meta.url);
  const { '.dlake-verify': job } = parse(readFileSync(path, 'utf8'));
  expect(job.cache.key.files).toEqual(['dlake.lock']);
  const script = [...job.before_script, ...job.script].join('\n');
  const { code, said } = machine.run(script, job.variables);
  expect(code, said).toBe(0);
  expect(said).toContain('all as their ids say');
  expect(existsSync(join(machine.checkout, job.artifacts.reports.junit))).toBe(true);
  const without = machine.run(script.replaceAll('dlake >', 'no-such-dlake >'), job.variables);
  expect(without).toMatchObject({
    code: expect.any(Number),
    said: expect.stringContaining('says where dlake is'),
  });
});

test('the hooks for pre-commit run as they stand', () => {
  const path = new URL('../../.pre-commit-hooks.yaml', import.meta.url);
  const hooks: readonly { id: string; entry: string; files?: string }[] = parse(readFileSync(path, 'utf8'));
  const entry = (id: string) => hooks.find((hook) => hook.id === id)?.entry ?? 'false';
  expect(machine.run(entry('dlake-lock')).code).toBe(0);
  expect(machine.run(`${entry('dlake-verify')} data`).code).toBe(4);
  runAction(machine);
  expect(machine.run(`${entry('dlake-verify')} data`).code).toBe(0);
  const lock = join(machine.checkout, 'dlake.lock');
  writeFileSync(lock, `${readFileSync(lock, 'utf8')}<<<<<<< HEAD\n`);
  expect(machine.run(entry('dlake-lock'))).toMatchObject({
    code: 1,
    said: expect.stringContaining('mark of a merge'),
  });
  rmSync(lock);
  expect(machine.run(entry('dlake-lock')).code).toBe(1);
});
