/**
 * A client of a catalog process, run by tests as a process of its own:
 * `client-program.ts FOLDER RUNTIME apply DATASET COUNT` applies commits one by one and prints each when it is
 * in; `client-program.ts FOLDER RUNTIME hold` begins a transaction, writes, says so, and never ends it.
 */
import { applyBatch } from '../../src/catalog/apply-batch.ts';
import { openProcess } from '../../src/catalog/process/open-process.ts';
import { writeSetting } from '../../src/catalog/setting.ts';
import { sampleHistory } from './sample.ts';

const [, , folder = '', runtime = '', what = '', dataset = '', count = '1'] = process.argv;
const say = (line: string) => process.stdout.write(`${line}\n`);
const catalog = await openProcess({ folder, runtime, lake: 'lake-1', hung: 2000 });
if (what === 'apply') {
  const { commits, entries, pages } = sampleHistory('raw', dataset, Number(count));
  for (const [n, commit] of commits.entries()) {
    await applyBatch(catalog, { commits: [commit], entries: [entries[n]!], pages });
    say(commit.id);
  }
  await catalog.close();
} else {
  await catalog.run((db) =>
    db.transaction().execute(async (transaction) => {
      await writeSetting(transaction, 'cursor', 'never committed');
      say('holding');
      await new Promise(() => setInterval(() => {}, 1000));
    }),
  );
}
