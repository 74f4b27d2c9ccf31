import { sql } from 'kysely';
import { type CommitId, hexOf } from '../records/ids.ts';
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
  // The ids that there are, and no copies of them: they are looked up again and again.
  const known = new Map(ids.map((id) => [hexOf(id), id]));
  const edges: LineageEdge[] = [];
  for (let at = 0; at < ids.length; at += AT_ONCE) {
    const some = ids.slice(at, at + AT_ONCE);
    const kinds = (['input', 'parent'] as const).map(async (kind) => ({
      kind,
      hex: await pairs(catalog, some, kind),
    }));
    for (const { kind, hex } of await Promise.all(kinds)) {
      for (let pair = 0; pair < hex.length; pair += 2 * DIGITS) {
        const from = known.get(hex.slice(pair, pair + DIGITS));
        const to = known.get(hex.slice(pair + DIGITS, pair + 2 * DIGITS));
        if (from !== undefined && to !== undefined) edges.push({ from, to, kind });
      }
    }
  }
  return edges;
}

/**
 * The digests of what these commits came from, each followed by that of the commit, in hex. One value for all of them:
 * ten thousand rows take longer to send and to read than to find.
 */
async function pairs(catalog: Catalog, ids: readonly CommitId[], kind: LineageEdge['kind']): Promise<string> {
  const { rows } = await catalog.run((db) =>
    sql<{ pairs: Uint8Array | null }>`
      SELECT string_agg(edge.${sql.ref(`${kind}_id`)} || edge.commit_id, ''::bytea) AS pairs
      FROM ${digestsIn(ids)} wanted(id)
      JOIN ${sql.table(`dlake.commit_${kind}s`)} edge ON edge.commit_id = wanted.id`.execute(db),
  );
  return hexOfDigest(rows[0]?.pairs ?? new Uint8Array());
}
