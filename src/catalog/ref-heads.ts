import type { Layer } from '../records/layers.ts';
import type { Catalog } from './catalog.ts';
import type { RefFilter } from './list-refs.ts';
import type { LogRow } from './log-entry.ts';

/** A ref and the entries that say where it stands. */
export interface RefHeadRow {
  readonly layer: Layer;
  readonly dataset: string;
  /** The newest entry of its log, of whatever kind. */
  readonly newest: LogRow;
  /** The entry that last moved or ended it; the same object when that is the newest. */
  readonly moved: LogRow;
}

/** Where the refs stand, with the bytes of the entries that say so, by dataset and layer in byte order. */
export async function refHeads(catalog: Catalog, filter: RefFilter = {}): Promise<RefHeadRow[]> {
  const { layer, dataset, ended } = filter;
  const rows = await catalog.run((db) =>
    db
      .selectFrom('dlake.refs as ref')
      .innerJoin('dlake.log as newest', (join) =>
        join
          .onRef('newest.layer', '=', 'ref.layer')
          .on('newest.subject', '=', (eb) => eb(eb.val('refs/'), '||', eb.ref('ref.dataset')))
          .onRef('newest.seq', '=', 'ref.seq'),
      )
      .leftJoin('dlake.log as moved', (join) =>
        join
          .onRef('ref.moved_seq', '<>', 'ref.seq')
          .onRef('moved.layer', '=', 'ref.layer')
          .on('moved.subject', '=', (eb) => eb(eb.val('refs/'), '||', eb.ref('ref.dataset')))
          .onRef('moved.seq', '=', 'ref.moved_seq'),
      )
      .select(['ref.layer', 'ref.dataset', 'newest.seq', 'newest.record'])
      .select(['moved.seq as moved_seq', 'moved.record as moved_record'])
      .$if(layer !== undefined, (query) => query.where('ref.layer', '=', layer!))
      .$if(dataset !== undefined, (query) => query.where('ref.dataset', '=', dataset!))
      .$if(ended !== true, (query) => query.where('ref.ended', '=', false))
      .orderBy('ref.dataset', (order) => order.collate('C'))
      .orderBy('ref.layer', (order) => order.collate('C'))
      .execute(),
  );
  return rows.map((row) => {
    const newest = { seq: row.seq, bytes: row.record };
    const { moved_seq: seq, moved_record: bytes } = row;
    return {
      layer: row.layer,
      dataset: row.dataset,
      newest,
      moved: seq === null || bytes === null ? newest : { seq, bytes },
    };
  });
}
