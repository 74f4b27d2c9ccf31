import type { BenchCase } from './bench-case.ts';
import type { Compared, Comparison, Timing } from './compare.ts';

/** A case that was run, warm and perhaps cold. */
export interface Result {
  readonly bench: BenchCase;
  readonly comparison: Comparison;
  readonly warm: Compared;
  readonly cold?: Compared;
}

const HEAD = [
  '| case | what | dlake | against | baseline | ratio | bar | cold | memory |',
  '| --- | --- | ---: | --- | ---: | ---: | ---: | ---: | ---: |',
];

/** Rows of a result, one for each baseline: seconds as median (fastest to slowest). */
export function rowsOf({ bench, comparison, warm, cold }: Result): string[] {
  const bars = bench.seconds === undefined ? [] : [absoluteRow(bench, warm, cold)];
  const ratios = comparison.baselines.map(({ step, bar }, at) => {
    const other = warm.baselines[at] as Timing;
    const coldOther = cold?.baselines[at];
    const coldRatio =
      cold === undefined || coldOther === undefined ? '' : ratio(cold.subject.median / coldOther.median);
    return row([
      bench.name,
      bench.what,
      timing(warm.subject),
      step.label,
      timing(other),
      judged(warm.subject.median / other.median, bar, ratio),
      bar === undefined ? '' : `${bar}`,
      coldRatio,
      memoryCell(bench, warm),
    ]);
  });
  return [...bars, ...ratios];
}

function absoluteRow(bench: BenchCase, warm: Compared, cold: Compared | undefined): string {
  const { subject } = warm;
  return row([
    bench.name,
    bench.what,
    timing(subject),
    'the clock',
    '',
    judged(subject.median, bench.seconds, seconds),
    seconds(bench.seconds ?? 0),
    cold === undefined ? '' : seconds(cold.subject.median),
    memoryCell(bench, warm),
  ]);
}

function memoryCell({ memory: bar }: BenchCase, { memory }: Compared): string {
  if (memory === undefined) return '';
  const parts = memory.children === 0 ? '' : ` + ${megabytes(memory.children)}`;
  const most = Math.max(memory.own, memory.children);
  return `${megabytes(memory.own)}${parts} MB${bar !== undefined && most > bar ? ' **over**' : ''}`;
}

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(0);
const ratio = (value: number): string => value.toFixed(2);
const timing = ({ median, least, most }: Timing): string =>
  `${seconds(median)} (${seconds(least)} to ${seconds(most)})`;

function seconds(value: number): string {
  return value < 1 ? `${(value * 1000).toFixed(0)} ms` : `${value.toFixed(2)} s`;
}

function judged(value: number, bar: number | undefined, text: (value: number) => string): string {
  return bar !== undefined && value > bar ? `**${text(value)}**` : text(value);
}

/** The whole table. */
export const table = (rows: readonly string[]): string => [...HEAD, ...rows].join('\n');

const BEGIN = '<!-- results: written by npm run bench -->';
const END = '<!-- end of results -->';

/**
 * The text with these rows between its markers. Rows of other cases stay when they were measured on the same
 * machine; those of a case that was run again are replaced, at the place where `order` has them.
 */
export function withResults(
  text: string,
  machine: string,
  rows: readonly string[],
  order: readonly string[],
): string {
  const [before, rest] = text.split(BEGIN);
  const [old, after] = (rest ?? '').split(END);
  if (before === undefined || old === undefined || after === undefined)
    throw new Error('the README has no markers for the results');
  const fresh = new Set(rows.map(nameOf));
  const kept = old.includes(`\n${machine}\n`)
    ? old.split('\n').filter((line) => order.includes(nameOf(line)) && !fresh.has(nameOf(line)))
    : [];
  const all = [...kept, ...rows].sort((a, b) => order.indexOf(nameOf(a)) - order.indexOf(nameOf(b)));
  return `${before}${BEGIN}\n\n${machine}\n\n${table(all)}\n\n${END}${after}`;
}

const nameOf = (line: string): string => line.split('|')[1]?.trim() ?? '';
