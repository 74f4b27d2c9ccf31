import type { CallOptions } from '../store/contract.ts';
import { CheckHelper } from './check-helper.ts';
import { differingRows } from './differing-rows.ts';
import { type IgnoreRules, rulesDigest } from './ignore.ts';
import { type CacheFile, openStatCache, statCacheSize } from './stat-cache-file.ts';
import type { WorktreeFolder } from './worktree-folder.ts';

/** A folder's stat cache, and what became of the folder since it was written. */
export interface CacheCheck {
  /** The cache, if there is one. */
  readonly file: CacheFile | undefined;
  /**
   * Rows of it that it can't vouch for, when the names in the folder are the same; undefined when they are not, or
   * when it can't be told.
   */
  readonly rows: readonly number[] | undefined;
}

/** A cache of so many bytes has so many files that a second thread is worth its start. */
const WORTH_A_HELPER = 1_000_000;

/** Checks a folder against its stat cache, on two threads when it has many files. */
export async function checkCache(
  folder: WorktreeFolder,
  rules: IgnoreRules,
  options: CallOptions,
): Promise<CacheCheck> {
  const helper = statCacheSize(folder) < WORTH_A_HELPER ? undefined : new CheckHelper();
  try {
    const file = openStatCache(folder);
    if (file?.view.header.listing?.rules !== rulesDigest(rules)) return { file, rows: undefined };
    return { file, rows: await differingRows(folder.path, file, { ...options, helper }) };
  } finally {
    helper?.release();
  }
}
