import { parseArgs } from 'node:util';
import { findPostgres, makeDatabase } from '../../servers/postgres.ts';
import { machine } from '../machine.ts';
import { askLab, type Figure } from './ask-lab.ts';
import { DATASETS, shapeOf } from './dataset-shapes.ts';
import { loadDatasets } from './load-datasets.ts';
import { type SimulatedLab, simulatedLab } from './simulated-lab.ts';

/** Shares of the whole after which questions are asked. */
const STAGES = [0.01, 0.1, 1];
/** Fewer datasets are too few to ask about. */
const LEAST = 1000;

/**
 * `npm run bench:scale [-- --scale 0.1]`: fills the catalog of a central lake, on the newest Postgres to be had, with
 * a million versions and ten million manifest entries, or a share of that, and asks it at 1, 10 and 100 percent.
 * Prints a table for `src/README.md`. Takes half an hour.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { scale: { type: 'string', default: '1' } } });
  const scale = Number(values.scale);
  if (!(scale >= LEAST / DATASETS && scale <= 1)) throw new Error(`--scale is from ${LEAST / DATASETS} to 1`);
  const postgres = await findPostgres();
  if (postgres === undefined) throw new Error('this takes Postgres, as test/servers finds it');
  const lab = await simulatedLab(await makeDatabase(postgres, 'simulated_lab'));
  try {
    const columns: (readonly Figure[])[] = [];
    let there = 0;
    let [commits, entries] = [0, 0];
    for (const datasets of STAGES.map((stage) => Math.round(DATASETS * scale * stage))) {
      if (datasets < LEAST) continue;
      const loaded = await filled(lab, () => loadDatasets(lab.catalog, there, datasets, shapeOf));
      there = datasets;
      commits += loaded.commits;
      entries += loaded.entries;
      const figures: Figure[] = [];
      for await (const figure of askLab(lab, datasets, { commits, entries })) {
        process.stderr.write(`${figure.what}: ${figure.text}\n`);
        figures.push(figure);
      }
      columns.push(figures);
    }
    process.stdout.write(`${machine()}; ${postgres.name}\n\n${table(columns)}\n`);
  } finally {
    await lab.close();
    await postgres.stop();
  }
}

/** Loads much as it is done everywhere: indexes that take a row long are made after it. */
async function filled<T>({ sql }: SimulatedLab, load: () => Promise<T>): Promise<T> {
  const indexes = await sql(
    `SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'dlake' AND indexdef LIKE '% USING gin %'`,
  );
  for (const { indexname } of indexes) await sql(`DROP INDEX dlake.${indexname}`);
  const loaded = await load();
  for (const { indexdef } of indexes) await sql(`${indexdef}`);
  await sql('VACUUM ANALYZE');
  return loaded;
}

function table(columns: readonly (readonly Figure[])[]): string {
  const [first = []] = columns;
  const lines = first.map(({ what }, row) => {
    const cells = columns.map((figures) => figures[row]?.text ?? '');
    return `| ${[what, ...cells].join(' | ')} |`;
  });
  const head = [`| ${'| '.repeat(columns.length)}|`, `| --- |${' ---: |'.repeat(columns.length)}`];
  return [...head, ...lines].join('\n');
}

await main();
