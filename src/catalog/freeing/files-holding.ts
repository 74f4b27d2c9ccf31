import { sql } from 'kysely';
import type { ObjectId } from '../../records/ids.ts';
import type { Layer } from '../../records/layers.ts';
import type { Catalog } from '../catalog.ts';
import { type CatalogFile, catalogFile, type FileRow } from '../catalog-file.ts';
import { idBytes } from '../id-bytes.ts';
import { utc } from '../utc.ts';

/** A file that holds something. */
export interface HoldingFile extends CatalogFile {
  readonly state: 'live' | 'quarantined' | 'deleting';
}

/** Every file of a layer that holds one of these objects, whatever is to become of it. Nothing is leased. */
export async function filesHolding(
  catalog: Catalog,
  layer: Layer,
  ids: readonly ObjectId[],
): Promise<readonly HoldingFile[]> {
  const { rows } = await catalog.run((db) =>
    sql<FileRow & { state: HoldingFile['state'] }>`
      WITH wanted AS MATERIALIZED (
        SELECT substr(ids, 36 * n + 1, 36) AS object
        FROM (SELECT ${idBytes(ids)}::bytea AS ids) given, generate_series(0, octet_length(ids) / 36 - 1) n
      ), holding AS (
        SELECT packed.file FROM wanted CROSS JOIN LATERAL (
          SELECT place.file FROM dlake.pack_objects place WHERE place.object = wanted.object OFFSET 0) packed
        UNION
        SELECT blob.id FROM wanted CROSS JOIN LATERAL (
          SELECT single.id FROM dlake.placements single
          WHERE single.layer = ${layer} AND single.kind = 'blob' AND single.key = substr(wanted.object, 5)
          OFFSET 0) blob
          WHERE substr(wanted.object, 1, 4) = decode('01551220', 'hex')
      )
      SELECT kind, key, size, version_id, ${utc(sql.ref('retain_until'))} AS retain_until,
        dlake.is_proved(stored) AS proved, state
      FROM dlake.placements stored
      WHERE stored.id = ANY (ARRAY(SELECT file FROM holding)) AND stored.layer = ${layer}
        AND stored.lost_at IS NULL
      ORDER BY kind, key`.execute(db),
  );
  return rows.map((row) => ({ ...catalogFile(row), state: row.state }));
}
