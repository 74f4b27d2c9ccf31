import { type LineageEdge, lineageEdges } from '../catalog/lineage-edges.ts';
import { type LineageNode, lineageNodes } from '../catalog/lineage-nodes.ts';
import { type LineageDirection, walkLineage } from '../catalog/walk-lineage.ts';
import type { CommitId } from '../records/ids.ts';
import type { Layer } from '../records/layers.ts';
import type { Lake } from './lake.ts';
import { inOrder } from './lineage-order.ts';
import { leadingTo } from './lineage-to-layer.ts';
import { allRetractions } from './retractions.ts';

/** What lies before and after a commit, over datasets and layers, by exact version. */
export interface Lineage {
  readonly root: CommitId;
  /** The oldest first, and each after all that it came from. */
  readonly nodes: readonly LineageNode[];
  /** From older to newer, between commits of `nodes` and `unknown`. */
  readonly edges: readonly LineageEdge[];
  /** Commits that are named and not in this lake. */
  readonly unknown: readonly CommitId[];
}

export interface LineageOptions {
  /** Both ways when neither is given. */
  readonly up?: boolean | undefined;
  readonly down?: boolean | undefined;
  /** So many steps each way at most. */
  readonly depth?: number | undefined;
  /** Only what lies between the commit and the nearest ones in this layer. */
  readonly to?: Layer | undefined;
}

/** The lineage of a commit, asked of the catalog. */
export async function lineage(
  lake: Pick<Lake, 'catalog'>,
  root: CommitId,
  { up = false, down = false, depth, to }: LineageOptions = {},
): Promise<Lineage> {
  const catalog = await lake.catalog();
  const both = !up && !down;
  const directions: LineageDirection[] = [
    ...(up || both ? (['up'] as const) : []),
    ...(down || both ? (['down'] as const) : []),
  ];
  const reached = new Map<LineageDirection, readonly CommitId[]>();
  for (const direction of directions)
    reached.set(direction, await walkLineage(catalog, [root], { direction, depth }));
  const ids = [...new Set([...reached.values()].flat())];
  const [found, edges] = await Promise.all([lineageNodes(catalog, ids), lineageEdges(catalog, ids)]);
  const gone = await allRetractions(lake);
  const nodes = found.map((node) => (gone.has(node.commit) ? { ...node, retracted: true as const } : node));
  const known = new Set(nodes.map(({ commit }) => commit));
  const whole = { root, nodes, edges, unknown: ids.filter((id) => !known.has(id)) };
  return inOrder(to === undefined ? whole : leadingTo(whole, directions, to));
}
