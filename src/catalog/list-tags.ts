import type { Catalog } from './catalog.ts';

/** A tag that stands, and the log entry that says what it names. */
export interface CatalogTag {
  readonly name: string;
  readonly seq: number;
  /** The bytes of its newest entry. */
  readonly bytes: Uint8Array;
}

/** The tags that stand, by name in byte order. */
export async function listTags(catalog: Catalog): Promise<CatalogTag[]> {
  return await catalog.run((db) =>
    db
      .selectFrom('dlake.tags as tag')
      .innerJoin('dlake.log as log', (join) =>
        join
          .on('log.layer', '=', 'raw')
          .on('log.subject', '=', (eb) => eb(eb.val('tags/'), '||', eb.ref('tag.name')))
          .onRef('log.seq', '=', 'tag.seq'),
      )
      .select(['tag.name', 'tag.seq', 'log.record as bytes'])
      .where('tag.ended', '=', false)
      .orderBy('tag.name', (order) => order.collate('C'))
      .execute(),
  );
}
