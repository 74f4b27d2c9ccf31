import { openLake } from '../../../src/lake/open-lake.ts';
import { BenchPlace, ROOT } from '../bench-place.ts';
import { machine } from '../machine.ts';
import { highWater } from '../peak-memory.ts';
import { fillLake } from './fill-lake.ts';
import { OpenTerminal } from './open-terminal.ts';

/** Starts, and presses of a key. */
const STARTS = 5;
const PRESSES = 40;
/** The end of what is drawn at once. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it begins with one
const DRAWN = /\x1b\[\?2026l/;

/**
 * `npm run bench:browser [-- DATASETS]`: how long `dlake tui`, as it is built, takes to draw, to show data, to take keys,
 * and how much memory, in a lake of a hundred thousand datasets with the catalog process up. Prints a table for
 * `README.md`; beside each time is the processor time of the browser, which other work on the machine doesn't change.
 */
async function main(): Promise<void> {
  const datasets = Number(process.argv[2] ?? 100_000);
  const place = new BenchPlace(ROOT);
  try {
    const folder = place.path('lake');
    place.newLake(folder);
    const lake = await openLake(folder, {
      host: 'bench',
      cache: place.path('cache'),
      runtime: place.folder,
      catalogMode: 'inline',
      now: () => new Date(),
    });
    await fillLake(lake, datasets);
    await lake.close();
    process.stderr.write('filled\n');
    const up = () => place.run(place.dlake(folder, 'search', 'nothing-has-this'));
    up();
    process.stderr.write('the catalog knows\n');
    const whole = new RegExp(`${datasets.toLocaleString('en')} datasets, `);
    const starts: number[][] = [];
    let memory = 0;
    const keys: number[][] = [];
    for (let start = 0; start < STARTS; start++) {
      up();
      const terminal = new OpenTerminal(place.dlake(folder, 'tui'));
      const drawn = await terminal.until(/Loading/);
      const first = await terminal.until(/GSE\d+/);
      const cpu = terminal.cpu();
      const all = await terminal.until(whole);
      starts.push([drawn, first, cpu, all, terminal.cpu()]);
      if (start === STARTS - 1) {
        keys.push(
          await pressed(
            terminal,
            Array.from({ length: PRESSES }, (_, at) => 'jjk'[at % 3] ?? 'j'),
          ),
        );
        terminal.type('/');
        await terminal.until(DRAWN);
        keys.push(await pressed(terminal, [...'gse1912']));
        memory = highWater(terminal.pid());
      }
      terminal.type('\x03');
      await terminal.ended();
    }
    const [drawn = 0, first = 0, cpu = 0, all = 0, cpuAll = 0] = [0, 1, 2, 3, 4].map((at) =>
      median(starts.map((one) => one[at] ?? 0)),
    );
    const [[key = 0, keyCpu = 0] = [], [letter = 0, letterCpu = 0] = []] = keys;
    const rows = [
      ['start to the first draw', ms(drawn), '', ''],
      ['start to the first datasets', ms(first), ms(cpu), '600 ms'],
      [`start to all ${datasets.toLocaleString('en')} datasets`, ms(all), ms(cpuAll), ''],
      ['a key press on the screen', ms(key), ms(keyCpu), '50 ms'],
      ['a letter of a filter on the screen', ms(letter), ms(letterCpu), ''],
      ['memory at its peak', `${Math.round(memory / 1e6)} MB`, '', '200 MB'],
    ];
    const table = [['', 'median', 'processor', 'bar'], ['---', '---:', '---:', '---:'], ...rows];
    process.stdout.write(`${machine()}\n\n${table.map((row) => `| ${row.join(' | ')} |`).join('\n')}\n`);
  } finally {
    place.close();
  }
}

/** The median time from a key to what it draws, and the processor time of each. */
async function pressed(terminal: OpenTerminal, keys: readonly string[]): Promise<number[]> {
  const times: number[] = [];
  const before = terminal.cpu();
  for (const key of keys) {
    const at = performance.now() - terminal.began;
    terminal.type(key);
    times.push((await terminal.until(DRAWN)) - at);
  }
  return [median(times), (terminal.cpu() - before) / keys.length];
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

const ms = (value: number): string => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;

await main();
