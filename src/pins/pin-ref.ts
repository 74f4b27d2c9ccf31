import type { Layer } from '../records/layers.ts';
import type { Pin } from '../records/lock.ts';
import { refOfDataset } from '../records/parse-ref.ts';
import type { Ref } from '../records/ref.ts';

/** The ref of a pin, in its parts; its form was checked when the lock was read. */
export function pinRef({ ref }: Pick<Pin, 'ref'>): Ref {
  const slash = ref.indexOf('/');
  return refOfDataset(ref.slice(0, slash) as Layer, ref.slice(slash + 1));
}
