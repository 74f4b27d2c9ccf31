import { isDlakeError } from '../errors.ts';
import { hexOf } from '../records/ids.ts';
import type { Pin } from '../records/lock.ts';
import { ManifestBuilder, type ManifestRoot } from '../records/manifest-builder.ts';
import type { HashedAll } from '../worktree/hash-all.ts';
import { entryAt } from '../worktree/table-entry.ts';
import { type HowToVerify, NOTHING_VERIFIED, type VerifiedPin } from './verified-pin.ts';

/**
 * Makes the manifest of all files of a pin anew and compares its id with the one that is pinned: without the pages,
 * for the reason given, nothing tells which file is the wrong one.
 */
export async function verifyWhole(pin: Pin, lacking: string, { hash }: HowToVerify): Promise<VerifiedPin> {
  const hashed = await hash(() => true);
  const found = manifestOf(hashed);
  const sound = found !== undefined && hashed.problems.length + hashed.failures.size + hashed.gone.size === 0;
  if (sound && found.root === pin.manifest)
    return { ...NOTHING_VERIFIED, checked: found.files, bytes: found.bytes };
  const { ref, version, commit, manifest } = pin;
  const isEmpty = hashed.table.paths.length + hashed.problems.length === 0;
  const reason = isEmpty
    ? 'there is no file of it here'
    : `as a whole its files are not what is pinned; the records that tell which differ are not at hand: ${lacking}`;
  const expected = hexOf(manifest);
  const damaged = { ref, version, commit, path: '', id: manifest, reason, expected, whole: true as const };
  return {
    ...NOTHING_VERIFIED,
    checked: found?.files ?? 0,
    bytes: found?.bytes ?? 0,
    damaged: [{ ...damaged, ...(sound && { found: hexOf(found.root) }) }],
  };
}

/** The manifest of what is in a folder; undefined where it holds what none can. */
function manifestOf(hashed: HashedAll): ManifestRoot | undefined {
  const builder = new ManifestBuilder(() => undefined);
  try {
    for (const row of hashed.table.paths.keys()) builder.add(entryAt(hashed.table, hashed.digests, row));
    return builder.finish();
  } catch (error) {
    if (isDlakeError(error, 'path-invalid') || isDlakeError(error, 'symlink-outside')) return undefined;
    throw error;
  }
}
