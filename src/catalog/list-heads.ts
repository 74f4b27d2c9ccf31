import { sql } from 'kysely';
import { type CommitId, commitId } from '../records/ids.ts';
import type { Layer } from '../records/layers.ts';
import type { Catalog } from './catalog.ts';

/** A ref that has not ended, and what its commit says that a list shows. */
export interface CatalogHead {
  readonly layer: Layer;
  /** SOURCE/EXTERNAL_ID */
  readonly dataset: string;
  readonly head: CommitId;
  readonly version: string;
  readonly bytes: number;
}

/** Which part of a layer's refs is wanted: those behind the dataset `after`. */
export interface HeadsPart {
  readonly layer: Layer;
  readonly after: string | undefined;
  readonly limit: number;
}

/**
 * A part of the refs of a layer that have not ended, by dataset in the order of the database. It comes as one text:
 * as rows of their own, a hundred thousand take several times as long.
 */
export async function listHeads(
  catalog: Catalog,
  { layer, after = '', limit }: HeadsPart,
): Promise<CatalogHead[]> {
  const { rows } = await catalog.run((db) =>
    sql<{ heads: string | null }>`
      SELECT json_agg(json_build_array(dataset, head, version, bytes))::text AS heads FROM (
        SELECT r.dataset, encode(r.head, 'hex') AS head, c.version, c.bytes
        FROM dlake.refs r JOIN dlake.commits c ON c.id = r.head
        WHERE r.layer = ${layer} AND NOT r.ended AND r.dataset > ${after}
        ORDER BY r.dataset LIMIT ${limit}
      ) part`.execute(db),
  );
  const heads: readonly (readonly [string, string, string, number])[] = JSON.parse(rows[0]?.heads ?? '[]');
  return heads.map(([dataset, head, version, bytes]) => ({
    layer,
    dataset,
    head: commitId(head),
    version,
    bytes,
  }));
}
