import { DlakeError } from '../../errors.ts';
import { FolderStore } from './folder-store.ts';
import { type FolderStoreOptions, StoreContext } from './store-context.ts';

const HOST = /^[A-Za-z0-9._-]{1,128}$/;

/** Opens the store in a folder, which several processes and hosts may share; it is made when something is written. */
export async function openFolderStore(options: FolderStoreOptions): Promise<FolderStore> {
  if (!HOST.test(options.host)) {
    throw new DlakeError('usage-invalid', { reason: `not a host's name: ${JSON.stringify(options.host)}` });
  }
  return new FolderStore(new StoreContext(options));
}
