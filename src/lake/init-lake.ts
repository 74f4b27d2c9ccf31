import { dirname, join, relative, resolve } from 'node:path';
import { DlakeError } from '../errors.ts';
import { openFolderStore } from '../store/folder/open-folder-store.ts';
import { makeFolder } from '../store/writing/make-folder.ts';
import { type ClaimedLake, claimLake } from './claim-lake.ts';
import { keepOutOfGit } from './git-ignore.ts';
import { hostFolders } from './host-folders.ts';
import type { LakeHost } from './lake.ts';
import { dlakeFolder } from './lake-file.ts';
import { checkLakePlace } from './lake-place.ts';
import { syncUpwards } from './sync-upwards.ts';
import { writeLakeFile } from './write-lake-file.ts';

/** What `init` made. */
export interface InitialisedLake {
  readonly root: string;
  readonly id: string;
  readonly store: string;
  /** True when the store's folder was another lake's already, and is shared with it from now on. */
  readonly joined: boolean;
}

/** Makes a folder a lake. `store` puts its bytes elsewhere. Throws `lake-exists`, `usage-invalid`, `store-unwritable`. */
export async function initLake(
  folder: string,
  host: LakeHost,
  options: { readonly store?: string; readonly actor: string },
): Promise<InitialisedLake> {
  const root = resolve(folder);
  const store = resolve(options.store ?? join(dlakeFolder(root), 'store'));
  checkLakePlace(root, store);
  makeRoot(dlakeFolder(root));
  const { id, joined } = await claimStore(root, store, host, options.actor);
  // The lake's file comes last: where it is found after a loss of power, the store is too.
  for (const folder of [dlakeFolder(root), dirname(store)]) syncUpwards(folder);
  const inside = options.store === undefined;
  writeLakeFile(root, { v: 1, id, store: inside ? relative(dlakeFolder(root), store) : store });
  keepOutOfGit(root);
  return { root, id, store, joined };
}

function makeRoot(path: string): void {
  try {
    makeFolder(path);
  } catch (cause) {
    throw new DlakeError('store-unwritable', { path, reason: (cause as Error).message }, { cause });
  }
}

async function claimStore(root: string, folder: string, host: LakeHost, actor: string): Promise<ClaimedLake> {
  const store = await openFolderStore({
    root: folder,
    cache: hostFolders(root, host).cache,
    host: host.host,
  });
  try {
    return await claimLake(store.logs, { actor, now: host.now, where: root });
  } finally {
    await store.close();
  }
}
