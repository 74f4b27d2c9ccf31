import { sql } from 'kysely';
import {
  type BlobId,
  type CommitId,
  cidBytes,
  commitId,
  type ManifestId,
  manifestId,
} from '../records/ids.ts';
import type { Layer } from '../records/layers.ts';
import type { Catalog } from './catalog.ts';
import { digestOf, hexOfDigest } from './digest.ts';

/** A commit whose manifest names a blob, and the level-0 pages that do. */
export interface BlobUse {
  readonly commit: CommitId;
  readonly layer: Layer;
  readonly dataset: string;
  readonly pages: readonly ManifestId[];
}

/**
 * The commits that name a blob, the newest first. A catalog that a group shares has an index of what pages name; of
 * a local one, which has no row per file, every level-0 page is searched for the CID's bytes. A match that is not an
 * entry's blob is for the caller to see, who reads the pages for the paths anyway.
 */
export async function commitsOfBlob(catalog: Catalog, blob: BlobId): Promise<BlobUse[]> {
  const key = digestOf(blob).subarray(0, 8);
  const indexed =
    catalog.engine === 'postgres'
      ? sql`AND dlake.page_blobs(page) @> ARRAY[${Buffer.from(key).readBigInt64BE().toString()}::bigint]`
      : sql``;
  const { rows } = await catalog.run((db) =>
    sql<{ id: Uint8Array; layer: Layer; dataset: string; pages: string[] }>`
      WITH RECURSIVE above(leaf, page) AS (
        SELECT id, id FROM dlake.manifest_pages
          WHERE level = 0 AND position(${cidBytes(blob)}::bytea IN page) > 0 ${indexed}
        UNION
        SELECT above.leaf, link.parent FROM above JOIN dlake.page_links link ON link.child = above.page
      )
      SELECT c.id, c.layer, c.dataset, array_agg(encode(above.leaf, 'hex') ORDER BY above.leaf) AS pages
      FROM above JOIN dlake.commits c ON c.manifest = above.page
      GROUP BY c.id
      ORDER BY c.sort_ms DESC, c.id DESC`.execute(db),
  );
  return rows.map(({ id, layer, dataset, pages }) => ({
    commit: commitId(hexOfDigest(id)),
    layer,
    dataset,
    pages: pages.map(manifestId),
  }));
}
