import { type RawBuilder, sql } from 'kysely';
import { type CommitId, commitId } from '../records/ids.ts';
import type { Catalog } from './catalog.ts';
import { digestsOf, hexOfDigest } from './digest.ts';

/** Which way lineage is walked: to what commits came from, or to what came of them. */
export type LineageDirection = 'up' | 'down';

export interface LineageWalk {
  readonly direction: LineageDirection;
  /** Follow what was derived from what alone, and not which version came after which. */
  readonly inputsOnly?: boolean;
  /** So many steps at most; without it, all there is. */
  readonly depth?: number | undefined;
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
        SELECT next.id FROM reached, LATERAL (${steps(walk, sql`= reached.id`)}) next
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
  const reached = new Set(starts);
  let newest: readonly CommitId[] = [...reached];
  for (let step = 0; step < depth && newest.length > 0; step++) {
    const from = newest;
    const { rows } = await catalog.run((db) =>
      sql<{ ids: Uint8Array | null }>`
        SELECT string_agg(DISTINCT next.id, ''::bytea) AS ids
        FROM (${steps(walk, sql`= ANY(${digestsOf(from)})`)}) next`.execute(db),
    );
    newest = idsOf(rows[0]?.ids).filter((id) => !reached.has(id));
    for (const id of newest) reached.add(id);
  }
  return [...reached];
}

/** One step from the commits that a condition is true of. */
function steps({ direction, inputsOnly }: LineageWalk, isFrom: RawBuilder<unknown>): RawBuilder<unknown> {
  const inputs =
    direction === 'up'
      ? sql`SELECT input_id AS id FROM dlake.commit_inputs WHERE commit_id ${isFrom}`
      : sql`SELECT commit_id AS id FROM dlake.commit_inputs WHERE input_id ${isFrom}`;
  if (inputsOnly) return inputs;
  const parents =
    direction === 'up'
      ? sql`SELECT parent_id AS id FROM dlake.commit_parents WHERE commit_id ${isFrom}`
      : sql`SELECT commit_id AS id FROM dlake.commit_parents WHERE parent_id ${isFrom}`;
  return sql`${inputs} UNION ALL ${parents}`;
}

const DIGEST = 32;

/** Ids whose digests come one after another: thousands of rows would take longer. */
function idsOf(bytes: Uint8Array | null | undefined): CommitId[] {
  if (bytes === null || bytes === undefined) return [];
  return Array.from({ length: bytes.length / DIGEST }, (_, n) =>
    commitId(hexOfDigest(bytes.subarray(n * DIGEST, (n + 1) * DIGEST))),
  );
}
