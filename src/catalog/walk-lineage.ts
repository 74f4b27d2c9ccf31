import { sql } from 'kysely';
import { type CommitId, commitId } from '../records/ids.ts';
import type { Catalog } from './catalog.ts';
import { digestsOf, hexOfDigest } from './digest.ts';
import { type LineageDirection, lineageSteps } from './lineage-steps.ts';

export interface LineageWalk {
  readonly direction: LineageDirection;
  /** Follow what was derived from what alone, and not which version came after which. */
  readonly inputsOnly?: boolean;
  /** So many steps at most; without it, all there is. */
  readonly depth?: number | undefined;
  /** With a depth: so many commits at most, the nearest. */
  readonly limit?: number | undefined;
}

/**
 * The commits that can be reached from these, they themselves among them, each once and in no order, whatever rows
 * there are: also if they went in a circle. Commits that are named and not here are among them.
 */
export async function walkLineage(
  catalog: Catalog,
  starts: readonly CommitId[],
  walk: LineageWalk,
): Promise<readonly CommitId[]> {
  return walk.depth === undefined
    ? wholeWalk(catalog, starts, walk)
    : stepwise(catalog, starts, walk, walk.depth);
}

/** One statement, whatever the depth: as fast for a long line as for a wide tree. */
async function wholeWalk(
  catalog: Catalog,
  starts: readonly CommitId[],
  walk: LineageWalk,
): Promise<readonly CommitId[]> {
  const { rows } = await catalog.run((db) =>
    sql<{ ids: Uint8Array | null }>`
      WITH RECURSIVE reached(id) AS (
        SELECT unnest(${digestsOf(starts)})
        UNION
        SELECT next.id FROM reached, LATERAL (${lineageSteps(walk, sql`= reached.id`)}) next
      )
      SELECT string_agg(id, ''::bytea) AS ids FROM reached`.execute(db),
  );
  return idsOf(rows[0]?.ids);
}

/** A statement for each step: what lies beyond is never looked at. */
async function stepwise(
  catalog: Catalog,
  starts: readonly CommitId[],
  walk: LineageWalk,
  depth: number,
): Promise<readonly CommitId[]> {
  const { limit = Number.POSITIVE_INFINITY } = walk;
  const reached = new Set(starts);
  let newest: readonly CommitId[] = [...reached];
  for (let step = 0; step < depth && newest.length > 0; step++) {
    const from = newest;
    const { rows } = await catalog.run((db) =>
      sql<{ ids: Uint8Array | null }>`
        SELECT string_agg(DISTINCT next.id, ''::bytea) AS ids
        FROM (${lineageSteps(walk, sql`= ANY(${digestsOf(from)})`)}) next`.execute(db),
    );
    newest = idsOf(rows[0]?.ids)
      .filter((id) => !reached.has(id))
      .slice(0, limit - reached.size);
    for (const id of newest) reached.add(id);
  }
  return [...reached];
}

const DIGEST = 32;

/** Ids whose digests come one after another: thousands of rows would take longer. */
function idsOf(bytes: Uint8Array | null | undefined): CommitId[] {
  if (bytes === null || bytes === undefined) return [];
  return Array.from({ length: bytes.length / DIGEST }, (_, n) =>
    commitId(hexOfDigest(bytes.subarray(n * DIGEST, (n + 1) * DIGEST))),
  );
}
