import { sql } from 'kysely';
import type { Layer } from '../records/layers.ts';
import type { Catalog } from './catalog.ts';
import { type CatalogFile, catalogFile, type FileName, type FileRow } from './catalog-file.ts';
import { utc } from './utc.ts';

/** A file of a layer, and what is known of its safety. */
export interface ListedFile extends CatalogFile {
  readonly state: 'live' | 'quarantined' | 'deleting';
  /** Since when it is known not to be there: UTC, milliseconds. */
  readonly lostAt?: string;
  readonly placedAt: string;
  readonly placedBy: string;
  /** When its bytes were last seen to be those of its key. */
  readonly verifiedAt?: string;
}

/** The files of a layer that come after this one, by kind and key, at most `limit`. */
export async function listFiles(
  catalog: Catalog,
  layer: Layer,
  after: FileName | undefined,
  limit: number,
): Promise<ListedFile[]> {
  const { kind = '', key = '' } = after ?? {};
  const { rows } = await catalog.run((db) =>
    sql<
      FileRow & {
        state: ListedFile['state'];
        lost_at: string | null;
        placed_at: string;
        placed_by: string;
        verified_at: string | null;
      }
    >`
      SELECT kind, key, size, version_id, ${utc(sql.ref('retain_until'))} AS retain_until,
        dlake.is_proved(stored) AS proved, state, ${utc(sql.ref('lost_at'))} AS lost_at,
        ${utc(sql.ref('placed_at'))} AS placed_at, placed_by, ${utc(sql.ref('verified_at'))} AS verified_at
      FROM dlake.placements stored
      WHERE layer = ${layer} AND (kind, key) > (${kind}, decode(${key}, 'hex'))
      ORDER BY kind, key LIMIT ${limit}`.execute(db),
  );
  return rows.map((row) => ({
    ...catalogFile(row),
    state: row.state,
    ...(row.lost_at === null ? {} : { lostAt: row.lost_at }),
    placedAt: row.placed_at,
    placedBy: row.placed_by,
    ...(row.verified_at === null ? {} : { verifiedAt: row.verified_at }),
  }));
}
