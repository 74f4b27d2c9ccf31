import { fetchNews } from './fetch-news.ts';
import type { Loaded } from './load-datasets.ts';
import { type Question, questionsOf } from './questions.ts';
import type { SimulatedLab } from './simulated-lab.ts';

/** How often each question is asked; the median counts. */
const TIMES = 5;
/** Tables that grow with versions, files and objects. */
const TABLES = ['commits', 'log', 'manifest_pages', 'pack_objects'];

/** A figure, and what it is of. */
export interface Figure {
  readonly what: string;
  readonly text: string;
}

/** What is in a lab, how large its tables are, and how long questions take: told as they come. */
export async function* askLab(lab: SimulatedLab, datasets: number, loaded: Loaded): AsyncIterable<Figure> {
  yield { what: 'datasets', text: count(datasets) };
  yield { what: 'versions', text: count(loaded.commits) };
  yield { what: 'manifest entries', text: count(loaded.entries) };
  for (const table of TABLES)
    yield { what: `table \`${table}\` with its indexes`, text: await sizeOf(lab, table) };
  yield { what: 'index `pages_by_blob`', text: await sizeOf(lab, 'pages_by_blob') };
  for (const question of questionsOf(datasets))
    yield { what: question.what, text: await answered(lab, question) };
  const { first, nothing, news } = await fetchNews(lab, datasets);
  yield { what: '`fetch` with nothing new', text: duration(nothing) };
  yield { what: '`fetch` of three new versions of each of 500 refs', text: duration(news) };
  yield { what: '`fetch` of 500 refs for the first time', text: duration(first) };
}

async function answered({ lake }: SimulatedLab, { ask }: Question): Promise<string> {
  const times: number[] = [];
  let rows = 0;
  for (let n = 0; n < TIMES; n++) {
    const start = performance.now();
    rows = await ask(lake);
    times.push(performance.now() - start);
  }
  const median = times.sort((a, b) => a - b)[Math.floor(TIMES / 2)] as number;
  return `${duration(median / 1000)} (${count(rows)})`;
}

async function sizeOf({ sql }: SimulatedLab, name: string): Promise<string> {
  const [row] = await sql(`SELECT pg_size_pretty(pg_total_relation_size('dlake.${name}')) AS size`);
  return String(row?.size);
}

const count = (value: number): string => value.toLocaleString('en');

function duration(seconds: number): string {
  if (seconds >= 10) return `${seconds.toFixed(1)} s`;
  return `${(seconds * 1000).toFixed(seconds < 0.01 ? 1 : 0)} ms`;
}
