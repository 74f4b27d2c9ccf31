import { type Kysely, sql } from 'kysely';
import type { CommitId } from '../records/ids.ts';
import type { Layer } from '../records/layers.ts';
import type { FileName } from './catalog-file.ts';
import { digestOf } from './digest.ts';
import { jsonText } from './json-text.ts';
import { notToMove } from './not-to-move.ts';
import type { Tables } from './schema/tables.ts';

/**
 * In a transaction: sees that the catalog has a commit of this ref and its manifest, that the layer has these
 * records in files that are live, and that the files named are live, and keeps them so until its end. Throws
 * `objects-not-live`, and `withdrawn` for a manifest that names what is.
 */
export async function checkMove(
  db: Kysely<Tables>,
  layer: Layer,
  subject: string,
  commit: CommitId,
  files: readonly FileName[],
): Promise<void> {
  const dataset = subject.slice('refs/'.length);
  const { rows } = await sql<{ problem: string; kind: string; key: Uint8Array }>`
    WITH named AS (
      SELECT array_agg(kind) AS kinds, array_agg(decode(key, 'hex')) AS keys
      FROM json_to_recordset(${jsonText(files.map(({ kind, key }) => ({ kind, key })))}::json) AS r(kind text, key text)
    )
    SELECT problem.* FROM named, dlake.check_move(
      ${layer}, ${dataset}, ${digestOf(commit)}, named.kinds, named.keys) problem`.execute(db);
  if (rows.length > 0) throw notToMove(`${layer}/${dataset}`, rows);
}
