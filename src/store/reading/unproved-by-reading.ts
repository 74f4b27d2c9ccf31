import type { ObjectId } from '../../records/ids.ts';
import type { Unproved, VerifyRow } from '../contract.ts';

/**
 * The objects that a verification of them by their bytes has found wrong. One with a damaged copy is not proved,
 * though there may be a good one beside it: who asks is about to do away with another.
 */
export async function unprovedByReading(
  rows: AsyncIterable<VerifyRow>,
): Promise<ReadonlyMap<ObjectId, Unproved>> {
  const unproved = new Map<ObjectId, Unproved>();
  for await (const row of rows)
    if (row.kind === 'missing' || row.kind === 'damaged') unproved.set(row.id, row.kind);
  return unproved;
}
