import { type SearchFilter, searchCommits } from '../catalog/search-commits.ts';
import { decodeCommit } from '../records/decode-commit.ts';
import type { Lake } from './lake.ts';
import type { CommitWithId } from './read-commit.ts';

/** A version that was found, and how well it fits; greater is better. */
export interface Found extends CommitWithId {
  readonly rank: number;
}

/** The versions that fit words and filters, the best first. */
export async function search(lake: Lake, filter: SearchFilter): Promise<Found[]> {
  const hits = await searchCommits(await lake.catalog(), filter);
  return hits.map(({ id, bytes, rank }) => ({ id, commit: decodeCommit(bytes), rank }));
}
