import { sql } from 'kysely';
import type { Layer } from '../../records/layers.ts';
import type { Catalog } from '../catalog.ts';
import type { FileName } from '../catalog-file.ts';
import { fileNames, fileOfRow } from './file-rows.ts';

/**
 * Begins to take files out of a layer, as `quarantine_files` in the schema says it; gives those that are on their way
 * out now. Throws `database-refused` for who is no admin.
 */
export async function quarantineFiles(
  catalog: Catalog,
  layer: Layer,
  files: readonly FileName[],
  { forGood }: { readonly forGood: boolean },
): Promise<readonly FileName[]> {
  if (files.length === 0) return [];
  const { rows } = await catalog.run((db) =>
    sql<{ kind: FileName['kind']; key: Uint8Array }>`
      SELECT * FROM dlake.quarantine_files(${layer}, ${fileNames(files)}::json, ${forGood})`.execute(db),
  );
  return rows.map(fileOfRow);
}
