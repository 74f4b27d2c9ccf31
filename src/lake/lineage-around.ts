import { derivedFrom } from '../catalog/derived-from.ts';
import type { LineageEdge } from '../catalog/lineage-edges.ts';
import type { CommitId } from '../records/ids.ts';
import type { Layer } from '../records/layers.ts';
import type { Lake } from './lake.ts';
import { type CommitWithId, findCommit } from './read-commit.ts';

/** Versions and how they came from one another, over inputs and parents. */
export interface LineageAround {
  readonly root: CommitId;
  /** Each behind those that it came from. */
  readonly nodes: readonly CommitWithId[];
  /** From the older to the newer one; between nodes only. */
  readonly edges: readonly LineageEdge[];
  /** There is more than was asked for. */
  readonly cut: boolean;
}

export interface LineageAroundOptions {
  /** Steps from the root, each way. */
  readonly depth: number;
  /** Versions at most. */
  readonly limit: number;
  readonly signal?: AbortSignal;
}

/**
 * The versions that a version came from and those that came from it, by exact version, the nearest first until
 * there are `limit`. What is not here is left out.
 */
export async function lineageAround(
  lake: Lake,
  root: CommitWithId,
  { depth, limit, signal }: LineageAroundOptions,
): Promise<LineageAround> {
  const found = new Map<CommitId, CommitWithId>([[root.id, root]]);
  let cut = false;
  const walk = async (next: (version: CommitWithId) => Promise<readonly [CommitId, Layer?][]>) => {
    const seen = new Set<CommitId>([root.id]);
    let row: readonly CommitWithId[] = [root];
    for (let step = 0; row.length > 0; step++) {
      const reached: CommitWithId[] = [];
      for (const version of row) {
        for (const [id, layer] of await next(version)) {
          signal?.throwIfAborted();
          if (seen.has(id)) continue;
          if (step === depth || found.size >= limit) {
            cut = true;
            continue;
          }
          seen.add(id);
          const one = found.get(id) ?? (await findCommit(lake, id, layer));
          if (one === undefined) continue;
          found.set(id, one);
          reached.push(one);
        }
      }
      row = reached;
    }
  };
  await walk(async ({ commit }) => originsOf(commit).map(({ id }) => [id, commit.layer]));
  const catalog = await lake.catalog();
  await walk(async ({ id, commit }) =>
    (await derivedFrom(catalog, id)).map((derived) => [derived, commit.layer]),
  );
  const edges = [...found.values()].flatMap(({ id: to, commit }) =>
    originsOf(commit).flatMap(({ id: from, kind }): LineageEdge[] =>
      found.has(from) ? [{ from, to, kind }] : [],
    ),
  );
  return { root: root.id, nodes: inOrder([...found.values()], edges), edges, cut };
}

const originsOf = ({ inputs = [], parents = [] }: CommitWithId['commit']) => [
  ...inputs.map((id) => ({ id, kind: 'input' as const })),
  ...parents.map((id) => ({ id, kind: 'parent' as const })),
];

/** Each behind those that it came from, and else by time; clocks may be wrong, edges are not. */
function inOrder(nodes: readonly CommitWithId[], edges: readonly LineageEdge[]): CommitWithId[] {
  const waiting = new Map(nodes.map(({ id }) => [id, 0]));
  const after = new Map<CommitId, CommitId[]>();
  for (const { from, to } of edges) {
    waiting.set(to, (waiting.get(to) ?? 0) + 1);
    after.set(from, [...(after.get(from) ?? []), to]);
  }
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const earlier = (a: CommitWithId, b: CommitWithId) =>
    a.commit.committedAt < b.commit.committedAt
      ? -1
      : a.commit.committedAt > b.commit.committedAt
        ? 1
        : a.id < b.id
          ? -1
          : 1;
  const ready = nodes.filter(({ id }) => waiting.get(id) === 0).sort(earlier);
  const ordered: CommitWithId[] = [];
  for (let next = ready.shift(); next !== undefined; next = ready.shift()) {
    ordered.push(next);
    for (const id of after.get(next.id) ?? []) {
      const left = (waiting.get(id) ?? 0) - 1;
      waiting.set(id, left);
      const node = byId.get(id);
      if (left > 0 || node === undefined) continue;
      const at = ready.findIndex((other) => earlier(node, other) < 0);
      ready.splice(at < 0 ? ready.length : at, 0, node);
    }
  }
  return ordered;
}
