import { DlakeError } from '../errors.ts';
import type { FileLake } from '../lake/lake.ts';
import { isSymlink, type ManifestEntry } from '../records/manifest-entry.ts';
import { type Ref, refText } from '../records/ref.ts';
import type { CallOptions } from '../store/contract.ts';

/**
 * Nothing is touched for files that can't be had whole: throws `object-missing` for the first whose bytes the
 * layer does not hold, and `record-invalid` where it holds another number of them than the manifest says.
 */
export async function checkPresence(
  lake: FileLake,
  ref: Ref,
  wanted: readonly ManifestEntry[],
  { signal }: CallOptions,
): Promise<void> {
  const files = wanted.flatMap((entry) => (isSymlink(entry) ? [] : [entry]));
  const ids = files.map(({ blob }) => blob);
  const sizes = await lake.store.sizes(ref.layer, ids, signal && { signal });
  for (const { path, blob, size } of files) {
    const held = sizes.get(blob);
    if (held === size) continue;
    if (held === undefined) throw new DlakeError('object-missing', { id: blob, ref: refText(ref), path });
    const reason = `it says ${size} bytes, and ${held} are stored`;
    throw new DlakeError('record-invalid', { what: `the manifest of ${refText(ref)}:${path}`, reason });
  }
}
