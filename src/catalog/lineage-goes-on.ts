import { sql } from 'kysely';
import type { CommitId } from '../records/ids.ts';
import type { Catalog } from './catalog.ts';
import { digestsOf } from './digest.ts';
import { type LineageDirection, lineageSteps } from './lineage-steps.ts';

/** Whether a step from any of these commits leads to one that is not among them. */
export async function lineageGoesOn(
  catalog: Catalog,
  ids: readonly CommitId[],
  direction: LineageDirection,
): Promise<boolean> {
  const { rows } = await catalog.run((db) =>
    sql<{ more: boolean }>`
      SELECT EXISTS (
        SELECT FROM (${lineageSteps({ direction }, sql`= ANY(${digestsOf(ids)})`)}) next
        WHERE next.id <> ALL(${digestsOf(ids)})
      ) AS more`.execute(db),
  );
  return rows[0]?.more === true;
}
