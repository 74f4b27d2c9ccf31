import { sql } from 'kysely';
import type { Layer } from '../../records/layers.ts';
import type { Catalog } from '../catalog.ts';
import { type CatalogFile, catalogFile, type FileName, type FileRow } from '../catalog-file.ts';
import { utc } from '../utc.ts';

const AT_ONCE = 1_000;

/** A live file of a layer, and for how long it has been there by the database's clock. */
export interface PlacedFile extends CatalogFile {
  readonly ageMs: number;
}

/** The live files of a layer, by kind and key, in batches. */
export async function* placedFiles(catalog: Catalog, layer: Layer): AsyncIterable<readonly PlacedFile[]> {
  let after: FileName | undefined;
  for (;;) {
    const { kind = '', key = '' } = after ?? {};
    const { rows } = await catalog.run((db) =>
      sql<FileRow & { age_ms: number }>`
        SELECT kind, key, size, version_id, ${utc(sql.ref('retain_until'))} AS retain_until,
          dlake.is_proved(stored) AS proved,
          (extract(epoch FROM now() - placed_at) * 1000)::double precision AS age_ms
        FROM dlake.placements stored
        WHERE layer = ${layer} AND (kind, key) > (${kind}, decode(${key}, 'hex'))
          AND state = 'live' AND lost_at IS NULL
        ORDER BY kind, key LIMIT ${AT_ONCE}`.execute(db),
    );
    const files = rows.map((row) => ({ ...catalogFile(row), ageMs: row.age_ms }));
    if (files.length > 0) yield files;
    if (files.length < AT_ONCE) return;
    after = files.at(-1);
  }
}
