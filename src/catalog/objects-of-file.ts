import { sql } from 'kysely';
import { blobId, idFromCidBytes, type ObjectId } from '../records/ids.ts';
import type { Layer } from '../records/layers.ts';
import type { Catalog } from './catalog.ts';
import type { FileName } from './catalog-file.ts';

/** What lies in a file of a layer, in the order of their bytes; empty for a file that was never placed. */
export async function objectsOfFile(
  catalog: Catalog,
  layer: Layer,
  { kind, key }: FileName,
): Promise<{ readonly id: ObjectId; readonly offset: number; readonly length: number }[]> {
  const { rows } = await catalog.run((db) =>
    sql<{ object: Uint8Array | null; start: number | null; length: number | null; size: number }>`
      SELECT place.object, place.start, place.length, stored.size
      FROM dlake.placements stored LEFT JOIN dlake.pack_objects place ON place.file = stored.id
      WHERE stored.layer = ${layer} AND stored.kind = ${kind} AND stored.key = decode(${key}, 'hex')
      ORDER BY place.start, place.length, place.object`.execute(db),
  );
  if (kind === 'blob') return rows.map(({ size }) => ({ id: blobId(key), offset: 0, length: size }));
  return rows.flatMap(({ object, start, length }) => {
    const id = object === null ? undefined : idFromCidBytes(object);
    return id === undefined || start === null || length === null ? [] : [{ id, offset: start, length }];
  });
}
