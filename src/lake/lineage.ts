import { type LineageEdge, lineageEdges } from '../catalog/lineage-edges.ts';
import { lineageGoesOn } from '../catalog/lineage-goes-on.ts';
import { type LineageNode, lineageNodes } from '../catalog/lineage-nodes.ts';
import type { LineageDirection } from '../catalog/lineage-steps.ts';
import { walkLineage } from '../catalog/walk-lineage.ts';
import type { CommitId } from '../records/ids.ts';
import type { Layer } from '../records/layers.ts';
import type { Lake } from './lake.ts';
import { inOrder } from './lineage-order.ts';
import { leadingTo } from './lineage-to-layer.ts';
import { allRetractions } from './retractions.ts';

/** What lies before and after a commit, over datasets and layers, by exact version. */
export interface Lineage {
  readonly root: CommitId;
  /** Each after all that it came from. */
  readonly nodes: readonly LineageNode[];
  /** From older to newer, between commits of `nodes` and `unknown`. */
  readonly edges: readonly LineageEdge[];
  /** Commits that are named and not in this lake. */
  readonly unknown: readonly CommitId[];
  /** There is more than was asked for, further away. */
  readonly cut: boolean;
}

export interface LineageOptions {
  /** Both ways when neither is given. */
  readonly up?: boolean | undefined;
  readonly down?: boolean | undefined;
  /** So many steps each way at most. */
  readonly depth?: number | undefined;
  /** With a depth: so many commits each way at most, the nearest. */
  readonly limit?: number | undefined;
  /** Only what lies between the commit and the nearest ones in this layer. */
  readonly to?: Layer | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The lineage of a commit, asked of the catalog. */
export async function lineage(
  lake: Pick<Lake, 'catalog'>,
  root: CommitId,
  { up = false, down = false, depth, limit, to, signal }: LineageOptions = {},
): Promise<Lineage> {
  const catalog = await lake.catalog();
  const both = !up && !down;
  const directions: LineageDirection[] = [
    ...(up || both ? (['up'] as const) : []),
    ...(down || both ? (['down'] as const) : []),
  ];
  const reached = new Set<CommitId>();
  let cut = false;
  for (const direction of directions) {
    signal?.throwIfAborted();
    const some = await walkLineage(catalog, [root], { direction, depth, limit });
    for (const id of some) reached.add(id);
    cut ||= depth !== undefined && (await lineageGoesOn(catalog, some, direction));
  }
  const ids = [...reached];
  const [found, edges] = await Promise.all([lineageNodes(catalog, ids), lineageEdges(catalog, ids)]);
  const gone = await allRetractions(lake);
  const nodes = found.map((node) => (gone.has(node.commit) ? { ...node, retracted: true as const } : node));
  const known = new Set(nodes.map(({ commit }) => commit));
  const whole = { root, nodes, edges, unknown: ids.filter((id) => !known.has(id)), cut };
  return inOrder(to === undefined ? whole : leadingTo(whole, directions, to));
}
