import { sql } from 'kysely';
import { type CommitId, commitId } from '../records/ids.ts';
import type { Layer } from '../records/layers.ts';
import type { Catalog } from './catalog.ts';
import { hexOfDigest } from './digest.ts';
import { utc } from './utc.ts';

/** A ref that has not ended, and what its commit says that a list shows. */
export interface CatalogHead {
  readonly layer: Layer;
  /** SOURCE/EXTERNAL_ID */
  readonly dataset: string;
  readonly head: CommitId;
  readonly version: string;
  readonly files: number;
  readonly bytes: number;
  readonly committedAt: string;
}

/** Which part of a layer's refs is wanted: those behind the dataset `after`. */
export interface HeadsPart {
  readonly layer: Layer;
  readonly after: string | undefined;
  readonly limit: number;
}

/** A part of the refs of a layer that have not ended, by dataset in byte order. */
export async function listHeads(
  catalog: Catalog,
  { layer, after, limit }: HeadsPart,
): Promise<CatalogHead[]> {
  const rows = await catalog.run((db) =>
    db
      .selectFrom('dlake.refs as r')
      .innerJoin('dlake.commits as c', 'c.id', 'r.head')
      .select((eb) => [
        'r.dataset as dataset',
        'r.head as head',
        'c.version as version',
        'c.files as files',
        'c.bytes as bytes',
        utc(eb.ref('c.committed_at')).as('committedAt'),
      ])
      .where('r.layer', '=', layer)
      .where('r.ended', '=', false)
      .$if(after !== undefined, (query) => query.where(sql<boolean>`r.dataset COLLATE "C" > ${after}`))
      .orderBy('r.dataset', (order) => order.collate('C'))
      .limit(limit)
      .execute(),
  );
  return rows.flatMap(({ head, ...row }) =>
    head === null ? [] : { layer, ...row, head: commitId(hexOfDigest(head)) },
  );
}
