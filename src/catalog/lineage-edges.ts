import { type RawBuilder, sql } from 'kysely';
import { type CommitId, commitId } from '../records/ids.ts';
import type { Catalog } from './catalog.ts';
import { digestsOf, hexOfDigest } from './digest.ts';

/** That a commit came from another one: as its next version, or derived from it. */
export interface LineageEdge {
  /** The older one. */
  readonly from: CommitId;
  readonly to: CommitId;
  readonly kind: 'parent' | 'input';
}

/** Commits that are asked for in one statement. */
const AT_ONCE = 10_000;

/** The edges among these commits, in the order in which each of them names what it came from. */
export async function lineageEdges(
  catalog: Catalog,
  ids: readonly CommitId[],
): Promise<readonly LineageEdge[]> {
  const known = new Set(ids);
  const edges: LineageEdge[] = [];
  for (let at = 0; at < ids.length; at += AT_ONCE) {
    const some = ids.slice(at, at + AT_ONCE);
    for (const kind of ['input', 'parent'] as const) {
      const older: RawBuilder<unknown> = sql.ref(`${kind}_id`);
      const { rows } = await catalog.run((db) =>
        sql<{ from: Uint8Array; to: Uint8Array }>`
          SELECT ${older} AS "from", commit_id AS "to" FROM ${sql.table(`dlake.commit_${kind}s`)}
          WHERE commit_id = ANY(${digestsOf(some)})
          ORDER BY commit_id, position`.execute(db),
      );
      for (const row of rows) {
        const from = commitId(hexOfDigest(row.from));
        if (known.has(from)) edges.push({ from, to: commitId(hexOfDigest(row.to)), kind });
      }
    }
  }
  return edges;
}
