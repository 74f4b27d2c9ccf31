import type { Layer } from '../records/layers.ts';
import type { Catalog } from './catalog.ts';
import type { LogRow } from './log-entry.ts';

/** The newest entry of a log that the catalog knows, or undefined. */
export async function logHeadRow(
  catalog: Catalog,
  layer: Layer,
  subject: string,
): Promise<LogRow | undefined> {
  return await catalog.run((db) =>
    db
      .selectFrom('dlake.log')
      .select(['seq', 'record as bytes'])
      .where('layer', '=', layer)
      .where('subject', '=', subject)
      .orderBy('seq', 'desc')
      .limit(1)
      .executeTakeFirst(),
  );
}
