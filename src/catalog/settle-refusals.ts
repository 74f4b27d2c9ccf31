import { sql } from 'kysely';
import type { Catalog } from './catalog.ts';
import { jsonText } from './json-text.ts';
import type { Refusal } from './list-refusals.ts';

/** Takes out what has been written to the logs; what the caller may not write there stays. */
export async function settleRefusals(catalog: Catalog, refusals: readonly Refusal[]): Promise<void> {
  const ids = jsonText(refusals.map(({ id }) => id));
  await catalog.run((db) =>
    sql`SELECT dlake.settle_refusals(ARRAY(
      SELECT value::bigint FROM json_array_elements_text(${ids}::json)))`.execute(db),
  );
}
