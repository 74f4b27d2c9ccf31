import type { Catalog } from '../../catalog/catalog.ts';
import { beginDeleting } from '../../catalog/freeing/begin-deleting.ts';
import { deleteFiles } from '../../catalog/freeing/delete-files.ts';
import { filesHolding } from '../../catalog/freeing/files-holding.ts';
import { leavingFiles } from '../../catalog/freeing/leaving-files.ts';
import { placedFiles } from '../../catalog/freeing/placed-files.ts';
import { quarantineFiles } from '../../catalog/freeing/quarantine-files.ts';
import { reviveFiles } from '../../catalog/freeing/revive-files.ts';
import type { IndexFreeing } from '../../store/s3/freeing/index-freeing.ts';

/** How files leave a central lake: what the catalog says of them decides. */
export const catalogFreeing = (catalog: Catalog): IndexFreeing => ({
  placed: (layer) => placedFiles(catalog, layer),
  holding: (layer, ids) => filesHolding(catalog, layer, ids),
  quarantine: async (layer, files, forGood) => {
    await quarantineFiles(catalog, layer, files, { forGood });
  },
  revive: (layer, files) => reviveFiles(catalog, layer, files),
  leaving: (layer) => leavingFiles(catalog, layer),
  begin: (layer, files) => beginDeleting(catalog, layer, files),
  delete: (layer, files, work) => deleteFiles(catalog, layer, files, work),
});
