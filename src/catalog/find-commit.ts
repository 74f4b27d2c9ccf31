import type { CommitId } from '../records/ids.ts';
import type { Catalog } from './catalog.ts';
import { type CatalogCommit, COMMIT_COLUMNS, catalogCommit } from './catalog-commit.ts';
import { digestOf } from './digest.ts';

/** A commit by its id, or undefined. */
export async function findCommit(catalog: Catalog, id: CommitId): Promise<CatalogCommit | undefined> {
  const row = await catalog.run((db) =>
    db.selectFrom('dlake.commits').select(COMMIT_COLUMNS).where('id', '=', digestOf(id)).executeTakeFirst(),
  );
  return row && catalogCommit(row);
}
