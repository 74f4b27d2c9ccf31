import { diffManifests, type ManifestChange } from '../records/diff-manifests.ts';
import type { Ref } from '../records/ref.ts';
import { type CarriedVersion, type CarryFacts, carryManifest } from './carry-manifest.ts';
import { checkDeletions } from './check-deletions.ts';
import type { Lake } from './lake.ts';
import type { CommitWithId } from './read-commit.ts';
import { pageReader } from './read-page.ts';

/** Records a new version of a ref with the files of an earlier one. Throws `deletions-need-consent`. */
export async function revert(
  lake: Lake,
  ref: Ref,
  to: CommitWithId,
  facts: CarryFacts,
  options: { readonly allowDelete: boolean },
): Promise<CarriedVersion> {
  return carryManifest(lake, ref, to, facts, async ({ commit }) => {
    const changes: ManifestChange[] = [];
    for await (const change of diffManifests(
      commit.manifest,
      to.commit.manifest,
      pageReader(lake, ref.layer),
    ))
      changes.push(change);
    if (!options.allowDelete) checkDeletions(ref, commit.files, changes);
    return changes;
  });
}
