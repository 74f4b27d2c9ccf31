import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ALL_CASES } from './all-cases.ts';
import type { BenchCase } from './bench-case.ts';
import type { Compared } from './compare.ts';
import { rowsOf, table, withResults } from './results-table.ts';

const README = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8');
const command = { program: 'true', args: [], cwd: '/', env: {} };
const timing = (median: number) => ({ median, least: median / 2, most: median * 2 });
const compared = (subject: number, ...baselines: number[]): Compared => ({
  subject: timing(subject),
  baselines: baselines.map(timing),
  memory: { own: 210e6, children: 0 },
});
const bench: BenchCase = {
  name: 'help',
  what: 'a thing',
  runs: 1,
  memory: 200e6,
  prepare: () => comparison,
};
const comparison = {
  subject: { label: 'us', command },
  baselines: [
    { step: { label: 'slow', command }, bar: 1.5 },
    { step: { label: 'fast', command }, bar: 1.5 },
  ],
};

describe('the table of results', () => {
  it('has a row for each baseline, with what is over its bar in bold', () => {
    const rows = rowsOf({ bench, comparison, warm: compared(1, 2, 0.5), cold: compared(3, 2, 1) });
    expect(rows).toEqual([
      '| help | a thing | 1.00 s (500 ms to 2.00 s) | slow | 2.00 s (1.00 s to 4.00 s) | 0.50 | 1.5 | 1.50 | 210 MB **over** |',
      '| help | a thing | 1.00 s (500 ms to 2.00 s) | fast | 500 ms (250 ms to 1.00 s) | **2.00** | 1.5 | 3.00 | 210 MB **over** |',
    ]);
  });

  it('has a row for a bar in seconds', () => {
    const [row] = rowsOf({ bench: { ...bench, seconds: 0.5 }, comparison, warm: compared(0.4, 1, 1) });
    expect(row).toBe(
      '| help | a thing | 400 ms (200 ms to 800 ms) | the clock |  | 400 ms | 500 ms |  | 210 MB **over** |',
    );
  });

  it('goes between the markers, keeps other rows of the same machine and replaces its own', () => {
    const order = ['one', 'help', 'two'];
    const first = withResults(README, 'machine A', ['| one | 1 |', '| two | 2 |'], order);
    const second = withResults(first, 'machine A', ['| help | 3 |', '| two | 4 |'], order);
    expect(second).toContain(table(['| one | 1 |', '| help | 3 |', '| two | 4 |']));
    expect(second).not.toContain('| two | 2 |');
    expect(withResults(second, 'machine B', ['| two | 5 |'], order)).toContain(table(['| two | 5 |']));
    expect(second.split('<!-- results')[0]).toBe(README.split('<!-- results')[0]);
  });

  it('refuses a README without markers', () => {
    expect(() => withResults('nothing', 'm', [], [])).toThrow('no markers');
  });

  it('can name every case', () => {
    const names = ALL_CASES.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z0-9-]+$/);
  });
});
