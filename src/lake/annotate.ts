import type { Ref } from '../records/ref.ts';
import { type CarriedVersion, type CarryFacts, carryManifest } from './carry-manifest.ts';
import type { Lake } from './lake.ts';
import { readCommit } from './read-commit.ts';
import { refCommit } from './ref-head.ts';

/** Records a new version of a ref with the same files and more, or other, metadata. */
export async function annotate(lake: Lake, ref: Ref, facts: CarryFacts): Promise<CarriedVersion> {
  const { commit } = await refCommit(lake, ref);
  return carryManifest(lake, ref, await readCommit(lake, commit, ref.layer), facts, async () => []);
}
