import { sql } from 'kysely';
import {
  type CommitId,
  commitId,
  type EntryId,
  entryId,
  hexOf,
  type ManifestId,
  manifestId,
} from '../records/ids.ts';
import type { Layer } from '../records/layers.ts';
import type { Catalog } from './catalog.ts';
import { hexOfDigest } from './digest.ts';
import { jsonText } from './json-text.ts';
import { readSetting } from './setting.ts';

/** How far the logs are rolled forward, as the store counts it; undefined in a new catalog. */
export const rollForwardCursor = (catalog: Catalog): Promise<string | undefined> =>
  catalog.run((db) => readSetting(db, 'cursor'));

/** The newest entry that the catalog knows of each of these logs, keyed `LAYER/SUBJECT`; unknown logs are left out. */
export async function knownHeads(
  catalog: Catalog,
  subjects: readonly { readonly layer: Layer; readonly subject: string }[],
): Promise<ReadonlyMap<string, { readonly seq: number; readonly id: EntryId }>> {
  if (subjects.length === 0) return new Map();
  const { rows } = await catalog.run((db) =>
    sql<{ layer: Layer; subject: string; seq: number; id: Uint8Array }>`
      SELECT r.layer, r.subject, newest.seq, newest.id
      FROM json_to_recordset(${jsonText(subjects)}::json) AS r(layer text, subject text)
      CROSS JOIN LATERAL (
        SELECT seq, id FROM dlake.log WHERE layer = r.layer AND subject = r.subject ORDER BY seq DESC LIMIT 1
      ) newest`.execute(db),
  );
  return new Map(
    rows.map(({ layer, subject, seq, id }) => [`${layer}/${subject}`, { seq, id: entryId(hexOfDigest(id)) }]),
  );
}

/** Of how many logs the catalog knows entries. */
export async function knownLogs(catalog: Catalog): Promise<number> {
  const { rows } = await catalog.run((db) =>
    sql<{ logs: number }>`
      SELECT count(*)::integer AS logs FROM dlake.logs WHERE seq > 0`.execute(db),
  );
  return rows[0]?.logs ?? 0;
}

/** Those of these commits that the catalog does not have, in the order given. */
export const unknownCommits = async (catalog: Catalog, ids: readonly CommitId[]): Promise<CommitId[]> =>
  (await unknown(catalog, 'dlake.commits', ids)).map(commitId);

/** Those of these manifest pages that the catalog does not have, in the order given. */
export const unknownPages = async (catalog: Catalog, ids: readonly ManifestId[]): Promise<ManifestId[]> =>
  (await unknown(catalog, 'dlake.manifest_pages', ids)).map(manifestId);

async function unknown(catalog: Catalog, table: string, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const { rows } = await catalog.run((db) =>
    sql<{ hex: string }>`
      SELECT r.hex FROM json_array_elements_text(${jsonText(ids.map(hexOf))}::json) WITH ORDINALITY AS r(hex, position)
      WHERE NOT EXISTS (SELECT FROM ${sql.table(table)} known WHERE known.id = decode(r.hex, 'hex'))
      ORDER BY r.position`.execute(db),
  );
  return rows.map((row) => row.hex);
}
