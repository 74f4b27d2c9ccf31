import { sql } from 'kysely';
import type { Layer } from '../records/layers.ts';
import type { Catalog } from './catalog.ts';
import { utc } from './utc.ts';

/** Somebody who was refused to add to a log, which is not in the log yet. */
export interface Refusal {
  readonly id: number;
  readonly layer: Layer;
  readonly subject: string;
  /** `pg:alice`. */
  readonly actor: string;
  /** The role that it takes. */
  readonly wanted: string;
  readonly at: string;
}

/** What was refused and waits to be written to the logs, the oldest first, at most `limit`. */
export async function listRefusals(catalog: Catalog, limit: number): Promise<Refusal[]> {
  const { rows } = await catalog.run((db) =>
    sql<Refusal>`
      SELECT id, layer, subject, actor, wanted, ${utc(sql.ref('at'))} AS at
      FROM dlake.outbox ORDER BY id LIMIT ${limit}`.execute(db),
  );
  return rows;
}
