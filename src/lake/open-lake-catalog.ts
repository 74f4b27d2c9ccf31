import type { Catalog } from '../catalog/catalog.ts';
import { dropCatalog } from '../catalog/drop-catalog.ts';
import { openCatalog } from '../catalog/open-catalog.ts';
import { isDlakeError } from '../errors.ts';
import type { LakeHost } from './lake.ts';

/**
 * Opens a local lake's catalog on this host. What can't be trusted any more is put aside for an empty one: the
 * catalog is an index, and the logs fill it again.
 */
export async function openLakeCatalog(lake: string, folder: string, host: LakeHost): Promise<Catalog> {
  const options = { mode: host.catalogMode, folder, runtime: host.runtime, lake };
  try {
    return await openCatalog(options);
  } catch (error) {
    if (!isDamaged(error)) throw error;
  }
  await dropCatalog(folder);
  return openCatalog(options);
}

/** Whether only making the catalog again helps. */
export const isDamaged = (error: unknown): boolean =>
  isDlakeError(error, 'catalog-unavailable') && error.data.state === 'damaged';

/** Whether the catalog was made anew since it was opened. */
export const isRemade = (error: unknown): boolean =>
  isDlakeError(error, 'catalog-unavailable') && error.data.state === 'remade';

/** Opens an empty catalog in place of the one that this host has. */
export async function openEmptyCatalog(lake: string, folder: string, host: LakeHost): Promise<Catalog> {
  await dropCatalog(folder);
  return openCatalog({ mode: host.catalogMode, folder, runtime: host.runtime, lake });
}
