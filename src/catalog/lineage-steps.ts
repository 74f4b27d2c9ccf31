import { type RawBuilder, sql } from 'kysely';

/** Which way lineage is walked: to what commits came from, or to what came of them. */
export type LineageDirection = 'up' | 'down';

/** One step from the commits that a condition is true of, as a query of ids. */
export function lineageSteps(
  { direction, inputsOnly }: { readonly direction: LineageDirection; readonly inputsOnly?: boolean },
  isFrom: RawBuilder<unknown>,
): RawBuilder<unknown> {
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
