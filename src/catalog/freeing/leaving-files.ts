import { sql } from 'kysely';
import type { Layer } from '../../records/layers.ts';
import type { Catalog } from '../catalog.ts';
import { type CatalogFile, catalogFile, type FileRow } from '../catalog-file.ts';
import { utc } from '../utc.ts';

/** A file on its way out of a layer. */
export interface LeavingFile extends CatalogFile {
  readonly state: 'quarantined' | 'deleting';
  /** Since when it is quarantined: tells one quarantine from the next. Absent for what is to go for good. */
  readonly since?: string;
  /** Somebody was told of it lately, and may rely on it. */
  readonly isLeased: boolean;
}

/** The files of a layer that are quarantined or being deleted. */
export async function leavingFiles(catalog: Catalog, layer: Layer): Promise<readonly LeavingFile[]> {
  const { rows } = await catalog.run((db) =>
    sql<FileRow & { state: LeavingFile['state']; since: string | null; leased: boolean }>`
      SELECT kind, key, size, version_id, ${utc(sql.ref('retain_until'))} AS retain_until,
        dlake.is_proved(stored) AS proved, state, to_json(quarantined_at)::text AS since,
        lease_until >= now() AS leased
      FROM dlake.placements stored
      WHERE state <> 'live' AND layer = ${layer}
      ORDER BY kind, key`.execute(db),
  );
  return rows.map((row) => ({
    ...catalogFile(row),
    state: row.state,
    ...(row.since === null ? {} : { since: JSON.parse(row.since) as string }),
    isLeased: row.leased,
  }));
}
