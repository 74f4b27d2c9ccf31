import type { BlobId } from '../records/ids.ts';
import type { Layer } from '../records/layers.ts';
import { refSubject } from '../records/ref.ts';
import { commitsOfRef } from './commits-of-ref.ts';
import { type HeldRef, heldRefs } from './holds.ts';
import type { Lake } from './lake.ts';
import { unwalkedFiles } from './unwalked-files.ts';

/** Those of these blobs of a layer that a version of a held ref of it names, each with the first such ref. */
export async function heldBlobs(
  lake: Lake,
  layer: Layer,
  ids: Iterable<BlobId>,
): Promise<ReadonlyMap<BlobId, HeldRef>> {
  const found = new Map<BlobId, HeldRef>();
  const asked = new Set(ids);
  const walked = new Set<string>();
  for (const held of (await heldRefs(lake)).values()) {
    if (held.ref.layer !== layer || asked.size === 0) continue;
    for await (const one of commitsOfRef(lake, layer, refSubject(held.ref))) {
      if (one.found === undefined) continue;
      for await (const files of unwalkedFiles(lake, layer, one.found.commit.manifest, walked))
        for (const { blob } of files) if (asked.has(blob) && !found.has(blob)) found.set(blob, held);
    }
  }
  return found;
}
