import type { Lineage } from '../lake/lineage.ts';
import type { CommitId } from '../records/ids.ts';

/** A lineage in which the first one of a run stands for all of it. */
export interface ShortLineage extends Pick<Lineage, 'nodes' | 'edges'> {
  /** For how many versions a node stands, where it does. */
  readonly passed: ReadonlyMap<CommitId, number>;
}

/** So many versions in a row are drawn; of more the number. */
const DRAWN = 3;

/** The lineage with its long runs cut short: of versions that follow one another with nothing else between them. */
export function withShortRuns(lineage: Lineage): ShortLineage {
  const before = endsOf(lineage, 'to');
  const after = endsOf(lineage, 'from');
  const isBetween = (id: CommitId): boolean => {
    const [source, ...sources] = before.get(id) ?? [];
    const [next, ...nexts] = after.get(id) ?? [];
    return (
      id !== lineage.root &&
      source?.kind === 'parent' &&
      next?.kind === 'parent' &&
      sources.length === 0 &&
      nexts.length === 0
    );
  };
  // Nodes come after all that they came from: the version before was looked at.
  const runOf = new Map<CommitId, CommitId>();
  const runs = new Map<CommitId, number>();
  for (const { commit } of lineage.nodes) {
    if (!isBetween(commit)) continue;
    const [source] = before.get(commit) ?? [];
    const first = (source && runOf.get(source.from)) ?? commit;
    runOf.set(commit, first);
    runs.set(first, (runs.get(first) ?? 0) + 1);
  }
  const passed = new Map([...runs].filter(([, versions]) => versions > DRAWN));
  const standsFor = (id: CommitId): CommitId => {
    const first = runOf.get(id);
    return first !== undefined && passed.has(first) ? first : id;
  };
  return {
    nodes: lineage.nodes.filter(({ commit }) => standsFor(commit) === commit),
    edges: lineage.edges
      .map((edge) => ({ ...edge, from: standsFor(edge.from), to: standsFor(edge.to) }))
      .filter(({ from, to }) => from !== to),
    passed,
  };
}

function endsOf({ edges }: Lineage, end: 'from' | 'to'): ReadonlyMap<CommitId, Lineage['edges']> {
  const found = new Map<CommitId, Lineage['edges'][number][]>();
  for (const edge of edges) {
    const known = found.get(edge[end]);
    if (known === undefined) found.set(edge[end], [edge]);
    else known.push(edge);
  }
  return found;
}
