import { blobId, idFromCidBytes, isBlobId } from '../../../records/ids.ts';
import type { Layer } from '../../../records/layers.ts';
import { CID_BYTES } from '../../../records/pack.ts';
import { throwIfAborted } from '../../abort.ts';
import type { CallOptions } from '../../contract.ts';
import type { StoredBlobs } from '../../freeing.ts';
import { lookAt } from '../look-at.ts';
import type { StoreContext } from '../store-context.ts';

/** Large blobs that are told at once. */
const AT_ONCE = 1_000;

/** The files of a layer that have blobs, packs by their own indexes. Throws `store-damaged` for a pack that can't be read. */
export async function* storedBlobs(
  context: StoreContext,
  layer: Layer,
  { signal }: CallOptions,
): AsyncIterable<readonly StoredBlobs[]> {
  const index = context.index(layer);
  const now = context.workspace.now() ?? 0;
  const ageOf = (ctimeMs: number) => Math.max(0, now - ctimeMs);
  for (const key of index.packFolder.keys()) {
    throwIfAborted(signal);
    const stat = index.packFolder.statOf(key);
    const table = index.packFolder.read(key)?.table;
    if (stat === undefined || table === undefined) continue;
    const blobs = Array.from({ length: table.count }, (_, row) => ({
      id: idFromCidBytes(table.ids.subarray(row * CID_BYTES, (row + 1) * CID_BYTES)),
      bytes: table.lengths[row] as number,
    })).flatMap(({ id, bytes }) => (id !== undefined && isBlobId(id) ? [{ id, bytes }] : []));
    if (blobs.length > 0) yield [{ kind: 'pack', ageMs: ageOf(stat.ctimeMs), blobs }];
  }
  let batch: StoredBlobs[] = [];
  for (const hex of index.blobs()) {
    const stat = lookAt(index.blobPath(hex));
    if (stat?.isFile() !== true) continue;
    batch.push({ kind: 'blob', ageMs: ageOf(stat.ctimeMs), blobs: [{ id: blobId(hex), bytes: stat.size }] });
    if (batch.length < AT_ONCE) continue;
    throwIfAborted(signal);
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
