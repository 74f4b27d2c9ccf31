import { sql } from 'kysely';
import { idFromCidBytes, type ObjectId } from '../records/ids.ts';
import type { Layer } from '../records/layers.ts';
import type { Catalog } from './catalog.ts';

/** The objects of a layer whose digest begins with these hex digits, blobs first, in order, at most `limit`. */
export async function objectsWithPrefix(
  catalog: Catalog,
  layer: Layer,
  hex: string,
  limit: number,
): Promise<ObjectId[]> {
  const [from, to] = [hex.padEnd(64, '0'), hex.padEnd(64, 'f')];
  const packed = (codec: string) => sql`(
    SELECT place.object FROM dlake.pack_objects place JOIN dlake.placements stored ON stored.id = place.file
    WHERE place.object BETWEEN decode(${codec + from}, 'hex') AND decode(${codec + to}, 'hex')
      AND stored.layer = ${layer} AND dlake.is_there(stored)
    GROUP BY place.object ORDER BY place.object LIMIT ${limit})`;
  const { rows } = await catalog.run((db) =>
    sql<{ object: Uint8Array }>`
      ${packed('01551220')}
      UNION ${packed('01711220')}
      UNION (
        SELECT decode('01551220', 'hex') || stored.key FROM dlake.placements stored
        WHERE stored.layer = ${layer} AND stored.kind = 'blob' AND dlake.is_there(stored)
          AND stored.key BETWEEN decode(${from}, 'hex') AND decode(${to}, 'hex')
        ORDER BY stored.key LIMIT ${limit})
      ORDER BY object LIMIT ${limit}`.execute(db),
  );
  return rows.flatMap(({ object }) => idFromCidBytes(object) ?? []);
}
