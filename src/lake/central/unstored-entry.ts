import { DlakeError } from '../../errors.ts';
import { entryId } from '../../records/ids.ts';
import type { Layer } from '../../records/layers.ts';
import { sha256Hex } from '../../records/sha256.ts';
import type { Logs, StoredEntry } from '../../store/contract.ts';

/**
 * Why the newest entry that a catalog has of a log is not to be believed: it was written there by hand, for its bucket
 * has none of its number or another one. Undefined when the bucket has it.
 */
export async function unstoredEntry(
  buckets: Pick<Logs, 'read'>,
  layer: Layer,
  subject: string,
  { seq, bytes }: StoredEntry,
): Promise<DlakeError<'store-damaged'> | undefined> {
  const stored = await buckets.read(layer, subject, seq);
  const id = (entry: Uint8Array) => entryId(sha256Hex(entry));
  if (stored !== undefined && id(stored.bytes) === id(bytes)) return undefined;
  const found = stored === undefined ? 'the bucket has none of this number' : 'the bucket has another one';
  return new DlakeError('store-damaged', {
    where: `${layer}/log/${subject} entry ${seq}`,
    reason: `the catalog has it and ${found}; made again from the buckets, the catalog is right (dlake rebuild --remote, into an empty database)`,
  });
}
