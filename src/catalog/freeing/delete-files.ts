import { sql } from 'kysely';
import type { Layer } from '../../records/layers.ts';
import type { Catalog } from '../catalog.ts';
import type { FileName } from '../catalog-file.ts';
import { fileNames, fileOfRow } from './file-rows.ts';

/**
 * Has `work` delete those of these files that are still being deleted, and forgets the ones that it says are gone.
 * Meanwhile they are locked: whoever places one again waits, and looks then whether it is there. May be done again
 * when the connection is lost.
 */
export async function deleteFiles(
  catalog: Catalog,
  layer: Layer,
  files: readonly FileName[],
  work: (files: readonly FileName[]) => Promise<readonly FileName[]>,
): Promise<void> {
  if (files.length === 0) return;
  await catalog.run((db) =>
    db.transaction().execute(async (transaction) => {
      const { rows } = await sql<{ kind: FileName['kind']; key: Uint8Array }>`
        SELECT * FROM dlake.lock_deleting(${layer}, ${fileNames(files)}::json)`.execute(transaction);
      const gone = await work(rows.map(fileOfRow));
      await sql`SELECT dlake.forget_files(${layer}, ${fileNames(gone)}::json)`.execute(transaction);
    }),
  );
}
