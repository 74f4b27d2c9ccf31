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
import { hexOfDigest } from './digest.ts';

/** A commit whose manifest names a blob, and the level-0 pages that do. */
export interface BlobUse {
  readonly commit: CommitId;
  readonly layer: Layer;
  readonly dataset: string;
  readonly pages: readonly ManifestId[];
}

/**
 * The commits that name a blob, the newest first. Every level-0 page is searched for the CID's bytes, since a
 * local catalog has no row per file; a match that is not an entry's blob is for the caller to see, who reads
 * the pages for the paths anyway.
 */
export async function commitsOfBlob(catalog: Catalog, blob: BlobId): Promise<BlobUse[]> {
  const { rows } = await catalog.run((db) =>
    sql<{ id: Uint8Array; layer: Layer; dataset: string; pages: string[] }>`
      WITH RECURSIVE above(leaf, page) AS (
        SELECT id, id FROM dlake.manifest_pages WHERE level = 0 AND position(${cidBytes(blob)}::bytea IN page) > 0
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
