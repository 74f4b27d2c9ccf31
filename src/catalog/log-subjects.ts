import type { Layer } from '../records/layers.ts';
import type { Catalog } from './catalog.ts';

/** Subjects are ASCII: nothing that begins with a prefix comes after the prefix and this. */
const LAST = '~';

/** The subjects of a layer's logs that begin with `prefix` and come after `after`, in byte order, at most `limit`. */
export async function logSubjects(
  catalog: Catalog,
  layer: Layer,
  prefix: string,
  after: string,
  limit: number,
): Promise<string[]> {
  const rows = await catalog.run((db) =>
    db
      .selectFrom('dlake.logs')
      .select('subject')
      .where('layer', '=', layer)
      .where('subject', '>=', prefix)
      .where('subject', '<', prefix + LAST)
      .where('subject', '>', after)
      .where('seq', '>', 0)
      .orderBy('subject')
      .limit(limit)
      .execute(),
  );
  return rows.map((row) => row.subject);
}
