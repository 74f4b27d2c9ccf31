import { sql } from 'kysely';
import type { Layer } from '../../records/layers.ts';
import type { Catalog } from '../catalog.ts';
import type { FileName } from '../catalog-file.ts';
import { jsonText } from '../json-text.ts';
import { fileOfRow } from './file-rows.ts';
import type { LeavingFile } from './leaving-files.ts';

/**
 * Has quarantined files count as not there: those that were not live since they were listed, and that nobody has a
 * lease of. Gives those for which it is so now.
 */
export async function beginDeleting(
  catalog: Catalog,
  layer: Layer,
  files: readonly LeavingFile[],
): Promise<readonly FileName[]> {
  if (files.length === 0) return [];
  const listed = jsonText(files.map(({ kind, key, since }) => ({ kind, key, since })));
  const { rows } = await catalog.run((db) =>
    sql<{ kind: FileName['kind']; key: Uint8Array }>`
      SELECT * FROM dlake.begin_deleting(${layer}, ${listed}::json)`.execute(db),
  );
  return rows.map(fileOfRow);
}
