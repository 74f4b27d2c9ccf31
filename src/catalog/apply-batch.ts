import type { Batch } from './batch.ts';
import type { Catalog } from './catalog.ts';
import { insertCommits } from './insert-commits.ts';
import { insertEntries } from './insert-entries.ts';
import { insertPages } from './insert-pages.ts';
import { writeSetting } from './setting.ts';

/**
 * Brings commits, manifest pages and log entries into the catalog, all or none of them, and moves refs and
 * tags to their newest entries. What is there already is left alone. Throws `store-damaged` for an entry that
 * leaves a gap or differs from the one known under its number; a row whose id is not the hash of its bytes is
 * refused by the database.
 */
export async function applyBatch(catalog: Catalog, batch: Batch): Promise<void> {
  const { commits, pages, entries, cursor } = batch;
  if (commits.length + pages.length + entries.length === 0 && cursor === undefined) return;
  await catalog.run((db) =>
    db.transaction().execute(async (transaction) => {
      await insertPages(transaction, pages);
      await insertCommits(transaction, commits);
      await insertEntries(transaction, entries);
      if (cursor !== undefined) await writeSetting(transaction, 'cursor', cursor);
    }),
  );
}
