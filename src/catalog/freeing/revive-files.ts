import { sql } from 'kysely';
import type { Layer } from '../../records/layers.ts';
import type { Catalog } from '../catalog.ts';
import type { FileName } from '../catalog-file.ts';
import { fileNames } from './file-rows.ts';

/** Has quarantined files of a layer live again; others stay as they are. */
export async function reviveFiles(catalog: Catalog, layer: Layer, files: readonly FileName[]): Promise<void> {
  if (files.length === 0) return;
  await catalog.run((db) => sql`SELECT dlake.revive_files(${layer}, ${fileNames(files)}::json)`.execute(db));
}
