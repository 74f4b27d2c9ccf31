import { stopCatalog } from '../catalog/stop-catalog.ts';
import { hostFolders } from './host-folders.ts';
import type { LakeHost } from './lake.ts';

/** Ends the process that owns a lake's catalog on this host; false when there was none. */
export async function stopLakeCatalog(root: string, host: LakeHost): Promise<boolean> {
  return await stopCatalog(hostFolders(root, host).catalog);
}
