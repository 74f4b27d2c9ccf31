import { sql } from 'kysely';
import { type CommitId, commitId } from '../records/ids.ts';
import type { Catalog } from './catalog.ts';
import { hexOfDigest } from './digest.ts';
import { digestsIn } from './digests-in.ts';

/** That a commit came from another one: as its next version, or derived from it. */
export interface LineageEdge {
  /** The older one. */
  readonly from: CommitId;
  readonly to: CommitId;
  readonly kind: 'parent' | 'input';
}

/** Commits that are asked for in one statement. */
const AT_ONCE = 20_000;
/** Hex digits of a digest. */
const DIGITS = 64;

/** The edges among these commits, in no order. */
export async function lineageEdges(
  catalog: Catalog,
  ids: readonly CommitId[],
): Promise<readonly LineageEdge[]> {
  const known = new Set(ids);
  const edges: LineageEdge[] = [];
  for (let at = 0; at < ids.length; at += AT_ONCE) {
    const some = ids.slice(at, at + AT_ONCE);
    for (const kind of ['input', 'parent'] as const) {
      // One value for all of them: ten thousand rows take longer to send and to read than to find.
      const { rows } = await catalog.run((db) =>
        sql<{ pairs: Uint8Array | null }>`
          SELECT string_agg(edge.${sql.ref(`${kind}_id`)} || edge.commit_id, ''::bytea) AS pairs
          FROM ${digestsIn(some)} wanted(id) JOIN ${sql.table(`dlake.commit_${kind}s`)} edge ON edge.commit_id = wanted.id`.execute(
          db,
        ),
      );
      const hex = hexOfDigest(rows[0]?.pairs ?? new Uint8Array());
      for (let pair = 0; pair < hex.length; pair += 2 * DIGITS) {
        const from = commitId(hex.slice(pair, pair + DIGITS));
        if (known.has(from))
          edges.push({ from, to: commitId(hex.slice(pair + DIGITS, pair + 2 * DIGITS)), kind });
      }
    }
  }
  return edges;
}
