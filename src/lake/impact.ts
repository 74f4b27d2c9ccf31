import { commitsOfBlob } from '../catalog/commits-of-blob.ts';
import { headsAmong } from '../catalog/heads-among.ts';
import { type LineageNode, lineageNodes } from '../catalog/lineage-nodes.ts';
import { walkLineage } from '../catalog/walk-lineage.ts';
import type { BlobId, CommitId } from '../records/ids.ts';
import { LAYERS } from '../records/layers.ts';
import { compareUtf8 } from '../records/utf8-order.ts';
import { fileBehind } from './find-file.ts';
import type { Lake } from './lake.ts';
import { listTags } from './list-tags.ts';
import type { CommitWithId } from './read-commit.ts';
import { allRetractions } from './retractions.ts';

/** A version that was derived from another one, or has its file. */
export interface ImpactedVersion extends LineageNode {
  /** Whether a ref names it now. */
  readonly isHead: boolean;
  /** The tags that name it. */
  readonly tags: readonly string[];
  /** Whether it has the very bytes that were asked about. */
  readonly holdsFile: boolean;
}

/**
 * What used a version: all that was derived from it, over any number of steps. With a path, all that has the bytes of
 * that file, at whatever path and in whatever dataset, and what was derived from those. By layer, dataset and time.
 * Throws `path-unknown`.
 */
export async function impact(
  lake: Lake,
  version: CommitWithId,
  path?: string,
): Promise<readonly ImpactedVersion[]> {
  const holding =
    path === undefined ? new Set<never>() : await holders(lake, [await blobOf(lake, version, path)]);
  const found = await reachedFrom(lake, [version.id, ...holding], holding);
  return found.filter(({ commit }) => commit !== version.id);
}

/** Every version that has one of these blobs, and all that was derived from those. By layer, dataset and time. */
export async function impactOfBlobs(
  lake: Lake,
  blobs: readonly BlobId[],
): Promise<readonly ImpactedVersion[]> {
  const holding = await holders(lake, blobs);
  return reachedFrom(lake, [...holding], holding);
}

const blobOf = async (lake: Lake, version: CommitWithId, path: string): Promise<BlobId> =>
  (await fileBehind(lake, version, path)).blob;

async function holders(lake: Lake, blobs: readonly BlobId[]): Promise<ReadonlySet<CommitId>> {
  const holding = new Set<CommitId>();
  for (const blob of blobs)
    for (const { commit } of await commitsOfBlob(await lake.catalog(), blob)) holding.add(commit);
  return holding;
}

async function reachedFrom(
  lake: Lake,
  starts: readonly CommitId[],
  holding: ReadonlySet<CommitId>,
): Promise<readonly ImpactedVersion[]> {
  const catalog = await lake.catalog();
  const ids = await walkLineage(catalog, starts, { direction: 'down', inputsOnly: true });
  const heads = await headsAmong(catalog, ids);
  const tags = await tagsByCommit(lake);
  const found = await lineageNodes(catalog, ids);
  const gone = await allRetractions(lake);
  return found
    .map((node) => ({
      ...node,
      ...(gone.has(node.commit) && { retracted: true as const }),
      isHead: heads.has(node.commit),
      tags: tags.get(node.commit) ?? [],
      holdsFile: holding.has(node.commit),
    }))
    .sort(byPlaceAndTime);
}

function byPlaceAndTime(a: LineageNode, b: LineageNode): number {
  return (
    LAYERS.indexOf(a.layer) - LAYERS.indexOf(b.layer) ||
    compareUtf8(a.dataset, b.dataset) ||
    compareUtf8(a.committedAt, b.committedAt) ||
    compareUtf8(a.commit, b.commit)
  );
}

async function tagsByCommit(lake: Lake): Promise<ReadonlyMap<CommitId, readonly string[]>> {
  const tags = new Map<CommitId, string[]>();
  for (const { name, commits } of await listTags(lake)) {
    for (const id of commits) tags.set(id, [...(tags.get(id) ?? []), name]);
  }
  return tags;
}
