import { catalogCounts } from '../catalog/catalog-counts.ts';
import type { LocalLake } from './lake.ts';
import { type RefusedLog, rollForward } from './roll-forward.ts';

/** What a catalog holds after it was made again from the store. */
export interface Rebuilt {
  readonly commits: number;
  readonly refs: number;
  /** Records that were read and indexed: commits, manifest pages and log entries. */
  readonly objects: number;
  readonly refused: readonly RefusedLog[];
}

/** Makes the catalog again from the store alone; admission rules are applied anew, what fails is named. */
export async function rebuild(lake: LocalLake): Promise<Rebuilt> {
  const catalog = await lake.emptyCatalog();
  const { refused } = await rollForward(lake, catalog);
  const { commits, refs, pages, entries } = await catalogCounts(catalog);
  return { commits, refs, objects: commits + pages + entries, refused };
}
