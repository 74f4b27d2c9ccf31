import { rmSync } from 'node:fs';
import type { ObjectId } from '../../../records/ids.ts';
import type { Layer } from '../../../records/layers.ts';
import { writing } from '../failure.ts';
import type { StoreContext } from '../store-context.ts';
import { bringBack, holdsAny } from './bring-back.ts';
import { fossilRuns } from './fossils.ts';

/**
 * Leaves nothing retired that holds one of these objects: such files are in their places again, from where they can be
 * taken out for good together with what else holds them.
 */
export function dropFossils(context: StoreContext, layer: Layer, ids: ReadonlySet<ObjectId>): void {
  if (!bringBack(context, layer, ids)) return;
  for (const run of fossilRuns(context.layout)) {
    for (const fossil of run.fossils(layer)) {
      if (holdsAny(fossil, ids)) writing(fossil.path, () => rmSync(fossil.path, { force: true }));
    }
  }
}
