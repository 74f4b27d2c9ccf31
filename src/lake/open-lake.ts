import type { Catalog } from '../catalog/catalog.ts';
import { openFolderStore } from '../store/folder/open-folder-store.ts';
import { withdrawnStore } from '../store/withdrawn-store.ts';
import { hostFolders } from './host-folders.ts';
import type { Lake, LakeHost, LocalLake } from './lake.ts';
import { readLakeFile, storeFolder, storeSharing } from './lake-file.ts';
import { withdrawnBlobs } from './withdraw/withdrawn-blobs.ts';

/** Opens the lake in a folder, its catalog only when it is first asked for. Throws `lake-not-found`. */
export async function openLake(root: string, host: LakeHost): Promise<LocalLake> {
  const file = readLakeFile(root);
  const folders = hostFolders(root, host);
  const folder = await openFolderStore({
    root: storeFolder(root, file),
    cache: folders.cache,
    host: host.host,
    shared: storeSharing(root, file),
  });
  const store = withdrawnStore(folder, withdrawnBlobs(folder.logs));
  let catalog: Promise<Catalog> | undefined;
  const lake: LocalLake = {
    root,
    id: file.id,
    store,
    now: host.now,
    catalog: () => {
      catalog ??= openCurrent(lake, folders.catalog, host);
      return catalog;
    },
    emptyCatalog: async () => {
      await (await catalog?.catch(() => undefined))?.close();
      const { openEmptyCatalog } = await import('./open-lake-catalog.ts');
      catalog = openEmptyCatalog(file.id, folders.catalog, host);
      return catalog;
    },
    close: async () => {
      await (await catalog?.catch(() => undefined))?.close();
      await store.close();
    },
  };
  return lake;
}

/** Opens the catalog and brings it up to the logs; one that tells of what the logs don't have is made again. */
async function openCurrent(lake: Lake, folder: string, host: LakeHost): Promise<Catalog> {
  const [{ isDamaged, isRemade, openEmptyCatalog, openLakeCatalog }, { rollForward }] = await Promise.all([
    import('./open-lake-catalog.ts'),
    import('./roll-forward.ts'),
  ]);
  const catalog = await openLakeCatalog(lake.id, folder, host);
  try {
    await rollForward(lake, catalog);
    return catalog;
  } catch (error) {
    await catalog.close();
    // Somebody else made it anew meanwhile: what they have is as good a start as any.
    if (isRemade(error)) return openCurrent(lake, folder, host);
    if (!isDamaged(error)) throw error;
  }
  const fresh = await openEmptyCatalog(lake.id, folder, host);
  await rollForward(lake, fresh);
  return fresh;
}
