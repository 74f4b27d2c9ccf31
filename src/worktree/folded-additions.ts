import type { PathChange } from '../records/diff-manifests.ts';
import type { ManifestEntry } from '../records/manifest-entry.ts';
import { FOLDS_ALL, foldedPairs } from './folding.ts';

/** Pairs told; a version with more of them has a problem that these show as well. */
const MOST_PAIRS = 5;
/** Of a version with more paths the pairs are not looked for: it would take too much memory. */
const MOST_PATHS = 1_000_000;

/**
 * The first pairs of a new version's paths that some file systems take for one. None when the version added no
 * path: then they were told before.
 */
export async function foldedAdditions(
  changes: readonly PathChange[],
  version: AsyncIterable<readonly ManifestEntry[]>,
): Promise<readonly (readonly [string, string])[]> {
  if (!changes.some(({ before }) => before === undefined)) return [];
  const paths: string[] = [];
  for await (const entries of version) {
    for (const { path } of entries) paths.push(path);
    if (paths.length > MOST_PATHS) return [];
  }
  const pairs: (readonly [string, string])[] = [];
  for (const pair of foldedPairs(paths, FOLDS_ALL)) {
    pairs.push(pair);
    if (pairs.length === MOST_PAIRS) break;
  }
  return pairs;
}
