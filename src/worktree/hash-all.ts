import { isDlakeError } from '../errors.ts';
import type { FileLake } from '../lake/lake.ts';
import type { HashedFolder, HashOptions } from './hash-files.ts';
import { hashOnly } from './hash-only.ts';
import { matchCache } from './match-cache.ts';
import type { PathMatcher } from './path-matcher.ts';
import { type Scan, scan } from './scan.ts';
import type { ScanProblem } from './walk.ts';
import type { WorktreeFolder } from './worktree-folder.ts';

/** All that is in a folder, hashed now. */
export interface HashedAll extends HashedFolder {
  /** What a dataset can't have. */
  readonly problems: readonly ScanProblem[];
}

/**
 * Hashes the files of a folder that are meant, with nothing taken from a cache and nothing left out by ignore files;
 * a folder that is not there is an empty one. `store` lends its threads and is not written to.
 */
export function hashAll(
  store: FileLake['store'],
  folder: WorktreeFolder,
  options: Pick<HashOptions, 'signal' | 'onProgress'>,
): (isMeant: PathMatcher) => Promise<HashedAll> {
  return async (isMeant) => {
    const scanned = await scanOrNothing(folder.path, options);
    const { table } = scanned;
    const rows = [...table.paths.keys()].filter(
      (row) => !table.targets.has(row) && isMeant(table.paths[row]!),
    );
    const seen = { ...scanned, cache: undefined, match: matchCache(table, undefined) };
    const hashed = await hashOnly({ store }, folder, seen, rows, { ...options, since: 0n });
    return { ...hashed, problems: scanned.problems };
  };
}

async function scanOrNothing(path: string, options: Pick<HashOptions, 'signal'>): Promise<Scan> {
  try {
    return await scan(path, options);
  } catch (error) {
    if (!isDlakeError(error, 'file-unreadable') || error.data.reason !== 'ENOENT') throw error;
    return NOTHING;
  }
}

const NOTHING: Scan = {
  table: {
    paths: [],
    targets: new Map(),
    size: new Float64Array(),
    mtimeNs: new BigInt64Array(),
    ctimeNs: new BigInt64Array(),
    ino: new BigUint64Array(),
    flags: new Uint8Array(),
  },
  foreign: new Map(),
  problems: [],
  listing: undefined,
};
