import { sql } from 'kysely';
import type { Catalog } from './catalog.ts';

/** How much a catalog knows. */
export interface CatalogCounts {
  readonly datasets: number;
  readonly commits: number;
  /** Refs that have not ended. */
  readonly refs: number;
  /** Tags that stand. */
  readonly tags: number;
  readonly pages: number;
  readonly entries: number;
}

/** Counts what the catalog knows. */
export async function catalogCounts(catalog: Catalog): Promise<CatalogCounts> {
  const { rows } = await catalog.run((db) =>
    sql<CatalogCounts>`SELECT
      (SELECT count(*) FROM dlake.datasets) AS datasets,
      (SELECT count(*) FROM dlake.commits) AS commits,
      (SELECT count(*) FROM dlake.refs WHERE NOT ended) AS refs,
      (SELECT count(*) FROM dlake.tags WHERE NOT ended) AS tags,
      (SELECT count(*) FROM dlake.manifest_pages) AS pages,
      (SELECT count(*) FROM dlake.log) AS entries`.execute(db),
  );
  return rows[0]!;
}
