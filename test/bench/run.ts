import { readFileSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ALL_CASES } from './all-cases.ts';
import type { BenchCase } from './bench-case.ts';
import { BenchPlace, ROOT } from './bench-place.ts';
import { type Comparison, compare, type HowToMeasure } from './compare.ts';
import { machine } from './machine.ts';
import { type Result, rowsOf, table, withResults } from './results-table.ts';

/**
 * `npm run bench [-- NAME... --runs N --scale 0.1 --cold --built DIR --list]`: builds, runs the cases named, or
 * all, and prints the table; at full scale its rows also go into README.md. Run by itself it measures what was
 * built last.
 */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      runs: { type: 'string' },
      scale: { type: 'string', default: '1' },
      cold: { type: 'boolean', default: false },
      built: { type: 'string', default: ROOT },
      list: { type: 'boolean', default: false },
    },
  });
  if (values.list) return say(ALL_CASES.map(({ name, what }) => `${name.padEnd(20)}${what}`).join('\n'));
  const cases = positionals.length === 0 ? ALL_CASES : positionals.map(caseOf);
  const scale = Number(values.scale);
  const runs = values.runs === undefined ? undefined : Number(values.runs);
  if (!(scale > 0 && scale <= 1)) throw new Error('--scale is above 0 and at most 1');
  if (runs !== undefined && !(Number.isInteger(runs) && runs > 0))
    throw new Error('--runs is a whole number');
  const built = resolve(values.built);
  const [load = 0] = loadavg();
  if (load > 0.5)
    process.stderr.write(`Others use this machine (load ${load.toFixed(1)}): wait, or distrust.\n`);
  const rows: string[] = [];
  for (const bench of cases) {
    process.stderr.write(`${bench.name} ...\n`);
    try {
      const how = { scale, runs: runs ?? bench.runs, cold: values.cold, built };
      const own = rowsOf(await measured(shrunk(bench, scale), how));
      process.stderr.write(`${own.join('\n')}\n`);
      rows.push(...own);
      if (scale === 1 && built === ROOT) record(own);
    } catch (error) {
      process.stderr.write(`${bench.name} failed: ${error instanceof Error ? error.message : error}\n`);
      process.exitCode = 1;
    }
  }
  say(table(rows));
}

async function measured(
  bench: BenchCase,
  { scale, runs, cold, built }: HowToMeasure & { readonly scale: number; readonly built: string },
): Promise<Result> {
  const place = new BenchPlace(built);
  let comparison: Comparison | undefined;
  try {
    comparison = await bench.prepare(place, scale);
    const warm = await compare(comparison, { runs, cold: false });
    if (!cold || bench.readsData !== true) return { bench, comparison, warm };
    return {
      bench,
      comparison,
      warm,
      cold: await compare(comparison, { runs: Math.min(runs, 3), cold: true }),
    };
  } finally {
    await comparison?.close?.();
    place.close();
  }
}

/** The case as the table is to name it when its data was made smaller. */
const shrunk = (bench: BenchCase, scale: number): BenchCase =>
  scale === 1 ? bench : { ...bench, what: `${scale} x ${bench.what}` };

function caseOf(name: string): BenchCase {
  const found = ALL_CASES.find((bench) => bench.name === name);
  if (found === undefined) throw new Error(`there is no case ${name}; --list shows them`);
  return found;
}

function record(rows: readonly string[]): void {
  const readme = join(import.meta.dirname, 'README.md');
  const order = ALL_CASES.map(({ name }) => name);
  writeFileSync(readme, withResults(readFileSync(readme, 'utf8'), machine(), rows, order));
}

const say = (text: string): void => void process.stdout.write(`${text}\n`);

await main();
