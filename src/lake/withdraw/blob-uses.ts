import type { BlobId } from '../../records/ids.ts';
import { datasetOf } from '../../records/ref.ts';
import { type HeldRef, heldRefs } from '../holds.ts';
import type { Lake } from '../lake.ts';
import { type Whereabouts, whence } from '../whence.ts';

/** A blob, and every version and path of the lake that has its bytes. */
export interface BlobUses {
  readonly blob: BlobId;
  readonly uses: readonly Whereabouts[];
}

/** Where bytes are, in whatever dataset, layer and version; asks the catalog. */
export async function blobUses(lake: Lake, blobs: readonly BlobId[]): Promise<readonly BlobUses[]> {
  const found: BlobUses[] = [];
  for (const blob of blobs) found.push({ blob, uses: await whence(lake, blob) });
  return found;
}

/** The datasets that have one of these, in no order: SOURCE/ID. */
export const datasetsOf = (used: readonly BlobUses[]): ReadonlySet<string> =>
  new Set(used.flatMap(({ uses }) => uses.map(({ ref }) => ref.slice(ref.indexOf('/') + 1))));

/** The holds that keep each of these: a ref that is held keeps what any of its versions names. */
export async function holdsOn(
  lake: Lake,
  used: readonly BlobUses[],
): Promise<ReadonlyMap<BlobId, readonly HeldRef[]>> {
  const held = await heldRefs(lake);
  const kept = new Map<BlobId, readonly HeldRef[]>();
  if (held.size === 0) return kept;
  for (const { blob, uses } of used) {
    const refs = [...new Set(uses.map(({ ref }) => ref))].flatMap((ref) => held.get(ref) ?? []);
    if (refs.length > 0) kept.set(blob, refs);
  }
  return kept;
}

/** A ref and why it is held, for a refusal. */
export const heldText = ({ ref, holds }: HeldRef): string =>
  `${ref.layer}/${datasetOf(ref)} is held (${holds.map(({ by, reason }) => `${by}: ${reason}`).join('; ')})`;
