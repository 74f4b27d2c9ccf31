import { type CatalogHead, listHeads } from '../catalog/list-heads.ts';
import { LAYERS } from '../records/layers.ts';
import type { Lake } from './lake.ts';

/** A dataset in a layer: what its ref names. */
export type DatasetHead = CatalogHead;

/** Those that come first are few, so that they are there at once. */
const FIRST = 500;
const AT_ONCE = 10_000;

/** Every dataset of the lake whose ref has not ended, in batches, by layer and then as the catalog orders names. */
export async function* listDatasets(lake: Lake): AsyncIterable<readonly DatasetHead[]> {
  const catalog = await lake.catalog();
  let limit = FIRST;
  for (const layer of LAYERS) {
    for (let after: string | undefined; ; ) {
      const heads = await listHeads(catalog, { layer, after, limit });
      if (heads.length > 0) yield heads;
      if (heads.length < limit) break;
      after = heads.at(-1)?.dataset;
      limit = AT_ONCE;
    }
  }
}
