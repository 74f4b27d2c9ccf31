import { sql } from 'kysely';
import type { Layer } from '../records/layers.ts';
import type { Catalog } from './catalog.ts';
import { jsonText } from './json-text.ts';

/** The newest entries of many logs, keyed `LAYER/SUBJECT`; logs that the catalog does not know are left out. */
export async function logHeads(
  catalog: Catalog,
  logs: readonly { readonly layer: Layer; readonly subject: string }[],
): Promise<ReadonlyMap<string, { readonly seq: number; readonly bytes: Uint8Array }>> {
  if (logs.length === 0) return new Map();
  const { rows } = await catalog.run((db) =>
    sql<{ layer: Layer; subject: string; seq: number; record: Uint8Array }>`
      SELECT r.layer, r.subject, newest.seq, newest.record
      FROM json_to_recordset(${jsonText(logs)}::json) AS r(layer text, subject text)
      CROSS JOIN LATERAL (
        SELECT seq, record FROM dlake.log
        WHERE layer = r.layer AND subject = r.subject ORDER BY seq DESC LIMIT 1
      ) newest`.execute(db),
  );
  return new Map(
    rows.map(({ layer, subject, seq, record }) => [`${layer}/${subject}`, { seq, bytes: record }]),
  );
}
