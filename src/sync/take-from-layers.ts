import type { Lake } from '../lake/lake.ts';
import type { ObjectId } from '../records/ids.ts';
import { LAYERS, type Layer } from '../records/layers.ts';
import type { Session } from '../store/contract.ts';

/**
 * Has the receiver take into a layer what it has in its other layers, and tells which of these that is. Without a
 * session it only tells; one that has nothing yet (`to` is undefined) has none of them.
 */
export async function takeFromLayers(
  to: Lake | undefined,
  session: Session | undefined,
  layer: Layer,
  ids: readonly ObjectId[],
): Promise<ReadonlySet<ObjectId>> {
  const taken = new Set<ObjectId>();
  if (to === undefined) return taken;
  for (const other of LAYERS) {
    const rest = ids.filter((id) => !taken.has(id));
    if (other === layer || rest.length === 0) continue;
    const found = session === undefined ? await held(to, other, rest) : await session.adopt(other, rest);
    for (const id of found) taken.add(id);
  }
  return taken;
}

async function held(lake: Lake, layer: Layer, ids: readonly ObjectId[]): Promise<readonly ObjectId[]> {
  const missing = await lake.store.missing(layer, ids);
  return ids.filter((id) => !missing.has(id));
}
