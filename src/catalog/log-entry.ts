import type { Layer } from '../records/layers.ts';
import type { Catalog } from './catalog.ts';

/** An entry of a log as the catalog keeps it. */
export interface LogRow {
  readonly seq: number;
  readonly bytes: Uint8Array;
}

/** One entry of a log, or undefined. */
export async function logEntry(
  catalog: Catalog,
  layer: Layer,
  subject: string,
  seq: number,
): Promise<LogRow | undefined> {
  return await catalog.run((db) =>
    db
      .selectFrom('dlake.log')
      .select(['seq', 'record as bytes'])
      .where('layer', '=', layer)
      .where('subject', '=', subject)
      .where('seq', '=', seq)
      .executeTakeFirst(),
  );
}
