import { isDlakeError } from '../../errors.ts';
import type { BlobId } from '../../records/ids.ts';
import { LAYERS, type Layer } from '../../records/layers.ts';
import type { CallOptions } from '../../store/contract.ts';
import { freeRetired } from '../free-retired.ts';
import type { Lake } from '../lake.ts';
import { type BlobUses, blobUses, holdsOn } from './blob-uses.ts';
import type { Withdrawal } from './withdrawal.ts';

export interface EraseOptions extends CallOptions {
  /** Delete what a lock in GOVERNANCE mode keeps, too: takes an admin's right to. */
  readonly bypassGovernance?: boolean;
}

/** What became of the copies of what is withdrawn. Nobody reads them, whatever it was. */
export interface Erased {
  /** Copies that were erased now, by layer. */
  readonly layers: readonly { readonly layer: Layer; readonly objects: number; readonly bytes: number }[];
  /** Until when a server's lock keeps the last of those that stay: an ISO time. */
  readonly pendingUntil?: string;
  /** Those that a hold keeps here. */
  readonly held: readonly BlobId[];
  /** Where their bytes were. */
  readonly used: readonly BlobUses[];
  /** Whoever acts may not erase here: an admin does. */
  readonly takesAdmin?: true;
}

/**
 * Erases the copies that a lake's store has of what is withdrawn, all of them, and packs anew what lies in packs with
 * them; what a server's lock keeps goes by a later call. Can be done again, and finds what was stored meanwhile.
 */
export async function eraseWithdrawn(
  lake: Lake,
  withdrawals: readonly Withdrawal[],
  options: EraseOptions = {},
): Promise<Erased> {
  const blobs = withdrawals.flatMap(({ blob, approval }) => (approval === undefined ? [] : [blob]));
  const used = await blobUses(lake, blobs);
  const kept = blobs.length === 0 ? new Map() : await holdsOn(lake, used);
  const due = blobs.filter((blob) => !kept.has(blob));
  const held = [...kept.keys()] as BlobId[];
  const { freeing } = lake.store;
  const layers: Erased['layers'][number][] = [];
  if (freeing === undefined || due.length === 0) return { layers, held, used };
  const { signal, bypassGovernance = false } = options;
  const call = { ...(signal && { signal }) };
  try {
    for (const layer of LAYERS) {
      const { objects, bytes } = await freeing.retire(layer, due, { ...call, forGood: true });
      if (objects > 0) layers.push({ layer, objects, bytes });
    }
    const { pendingUntil } = await freeRetired(lake, undefined, { ...call, bypassGovernance });
    return { layers, held, used, ...(pendingUntil !== undefined && { pendingUntil }) };
  } catch (error) {
    const isRole = isDlakeError(error, 'database-refused') && error.data.why === 'not-permitted';
    const isKey = isDlakeError(error, 'remote-refused') && error.data.cause === 'denied';
    if (!isRole && !isKey) throw error;
    return { layers, held, used, takesAdmin: true };
  }
}
