import { type CommitId, commitId } from '../records/ids.ts';
import type { Layer } from '../records/layers.ts';
import type { Catalog } from './catalog.ts';
import { hexOfDigest } from './digest.ts';
import { utc } from './utc.ts';

/** A ref as its newest log entries leave it. */
export interface CatalogRef {
  readonly layer: Layer;
  readonly dataset: string;
  /** The number of its newest log entry. */
  readonly seq: number;
  /** The commit that it names; undefined when it has ended. */
  readonly head: CommitId | undefined;
  /** When it last moved or ended. */
  readonly at: string;
}

/** Which refs are wanted; ended ones only on request. */
export interface RefFilter {
  readonly layer?: Layer | undefined;
  readonly dataset?: string | undefined;
  readonly ended?: boolean | undefined;
}

/** The refs, by dataset and layer in byte order. */
export async function listRefs(catalog: Catalog, filter: RefFilter = {}): Promise<CatalogRef[]> {
  const { layer, dataset, ended } = filter;
  const rows = await catalog.run((db) =>
    db
      .selectFrom('dlake.refs')
      .select((eb) => ['layer', 'dataset', 'seq', 'head', utc(eb.ref('at')).as('at')])
      .$if(layer !== undefined, (query) => query.where('layer', '=', layer!))
      .$if(dataset !== undefined, (query) => query.where('dataset', '=', dataset!))
      .$if(ended !== true, (query) => query.where('ended', '=', false))
      .orderBy('dataset', (order) => order.collate('C'))
      .orderBy('layer', (order) => order.collate('C'))
      .execute(),
  );
  return rows.map((row) => ({
    ...row,
    head: row.head === null ? undefined : commitId(hexOfDigest(row.head)),
  }));
}
