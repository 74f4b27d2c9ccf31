import { sha256Hex } from '../records/sha256.ts';
import type { FolderListing } from './list-folder.ts';

/** What a scan found in one folder. */
export interface ListedFolder {
  /** `''` or `a/b/`. */
  readonly prefix: string;
  /** How many names there were, of any kind. */
  readonly names: number;
  /** The names themselves, hashed, when some of them were left out. */
  readonly digest: string | undefined;
  /** Tells by itself that the names are the same, where the file system lets it. */
  readonly stamp: string | undefined;
}

/**
 * The names that a scan found. As long as every file that it took is there, and every folder has its stamp, or as
 * many names as it had, nothing was added; only where names were left out does it take a look at each.
 */
export interface Listing {
  /** The ignore rules that were in force above the folder, hashed. */
  readonly rules: string;
  readonly folders: readonly ListedFolder[];
}

/** The names of a folder and their kinds, hashed. */
export function namesDigest({ names, kinds, notUtf8 }: FolderListing): string {
  return sha256Hex(JSON.stringify([names, [...kinds], notUtf8]));
}
