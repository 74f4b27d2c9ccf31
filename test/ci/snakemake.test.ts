import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Session } from '../cli/run-dlake.ts';
import { pinnedLab } from '../commands/pinned-lab.ts';
import { RAW } from '../commands/small-lake.ts';
import { BareMachine } from './bare-machine.ts';

const EXAMPLE = new URL('../examples/snakemake/Snakefile', import.meta.url).pathname;

/** DLAKE_TEST_SNAKEMAKE, as `.ci/run` installs it, or the one in PATH. In CI it must be there. */
const snakemake = process.env.DLAKE_TEST_SNAKEMAKE || 'snakemake';
const isHere = process.env.CI === 'true' || spawnSync(snakemake, ['--version']).status === 0;

describe.skipIf(!isHere)('the example for Snakemake', () => {
  let session: Session;
  let machine: BareMachine;
  beforeAll(async () => {
    session = await pinnedLab();
    machine = new BareMachine();
    cpSync(EXAMPLE, join(machine.checkout, 'Snakefile'));
  });
  afterAll(async () => {
    machine.close();
    await session[Symbol.asyncDispose]();
  });

  const pin = (version: string) =>
    machine.run(`dlake pin ${RAW}@${version} --remote "${join(session.folder, 'nas')}"`);
  const run = () => machine.run(`"${snakemake}" --cores 1`);
  const means = () => readFileSync(join(machine.checkout, 'results/mean.tsv'), 'utf8');

  test('brings what is pinned, and runs again what depends on a pin that moves, and nothing else', () => {
    expect(pin('v1').code).toBe(0);
    const first = run();
    expect(first.code, first.said).toBe(0);
    expect(first.said).toContain('all as their ids say');
    expect(means()).toBe('TP53\t7\n');
    expect(run().said).toContain('Nothing to be done');
    expect(pin('v2').code).toBe(0);
    const second = run();
    expect(second.code, second.said).toBe(0);
    expect(means()).toBe('TP53\t7\nBRCA1\t5.1\n');
  });
});
