import { DlakeError } from '../errors.ts';
import { type BlobId, cidText, isBlobId } from '../records/ids.ts';
import { LAYERS } from '../records/layers.ts';
import type { Lake } from './lake.ts';

const CANDIDATES = 64;

/** The one blob whose digest begins with these hex digits, or none. Throws `revision-ambiguous` for several. */
export async function blobsWithPrefix(lake: Lake, hex: string): Promise<readonly BlobId[]> {
  const found = new Set<BlobId>();
  for (const layer of LAYERS) {
    for (const id of await lake.store.withPrefix(layer, hex, CANDIDATES)) if (isBlobId(id)) found.add(id);
  }
  if (found.size > 1)
    throw new DlakeError('revision-ambiguous', { revision: hex, candidates: [...found].map(cidText) });
  return [...found];
}
