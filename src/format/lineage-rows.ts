import type { Lineage } from '../lake/lineage.ts';
import type { CommitId } from '../records/ids.ts';
import { graphDrawing } from './graph-drawing.ts';
import { layerLetter } from './layer-letter.ts';
import { withShortRuns } from './lineage-runs.ts';

/** A row of a drawing of lineage: its lines and, where a version or what stands for some is in it, that. */
export interface LineageRow {
  readonly graph: string;
  readonly node?: Lineage['nodes'][number];
  /** A commit that is named and not here. */
  readonly unknown?: CommitId;
  /** How many versions are left out here. */
  readonly passed?: number;
}

/**
 * Draws a lineage: what came first stands above, what was made of it below, lines between them; a version is the
 * letter of its layer. With `short` long runs of versions that nothing was made from are one row.
 */
export function lineageRows(lineage: Lineage, { short }: { readonly short: boolean }): readonly LineageRow[] {
  const draw = graphDrawing();
  const { nodes, edges, passed } = short
    ? withShortRuns(lineage)
    : { ...lineage, passed: new Map<CommitId, number>() };
  const unknown = new Set(lineage.unknown);
  const after = new Map<CommitId, Set<CommitId>>();
  const unknownBefore = new Map<CommitId, CommitId[]>();
  for (const { from, to } of edges) {
    after.set(from, (after.get(from) ?? new Set()).add(to));
    if (unknown.has(from)) unknownBefore.set(to, [...(unknownBefore.get(to) ?? []), from]);
  }
  const rows: LineageRow[] = [];
  const add = (id: CommitId, letter: string, row: Omit<LineageRow, 'graph'>) => {
    const { above, node, below } = draw({ id, letter, to: [...(after.get(id) ?? [])] });
    if (above !== undefined) rows.push({ graph: above });
    rows.push({ graph: node, ...row });
    if (below !== undefined) rows.push({ graph: below });
  };
  for (const node of nodes) {
    for (const id of unknownBefore.get(node.commit) ?? [])
      if (unknown.delete(id)) add(id, '?', { unknown: id });
    const versions = passed.get(node.commit);
    if (versions === undefined) add(node.commit, layerLetter(node.layer), { node });
    else add(node.commit, '⋮', { passed: versions });
  }
  return rows;
}
