import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { DlakeError } from '../errors.ts';
import { LAYERS } from '../records/layers.ts';
import { openFolderStore } from '../store/folder/open-folder-store.ts';
import { makeFolder } from '../store/writing/make-folder.ts';
import { type ClaimedLake, claimLake } from './claim-lake.ts';
import { keepOutOfGit } from './git-ignore.ts';
import { hostFolders } from './host-folders.ts';
import type { LakeHost } from './lake.ts';
import { dlakeFolder, type LakeFile, storeFolder, storeSharing } from './lake-file.ts';
import { checkLakePlace } from './lake-place.ts';
import { isOpenToGroup, isSharedFolder, shareFolder } from './share-folder.ts';
import { syncUpwards } from './sync-upwards.ts';
import { writeLakeFile } from './write-lake-file.ts';

/** What `init` made. */
export interface InitialisedLake {
  readonly root: string;
  readonly id: string;
  readonly store: string;
  /** True when the store's folder was another lake's already, and is shared with it from now on. */
  readonly joined: boolean;
  /** Whether all users of the folder's group work in it. */
  readonly shared?: 'group';
  /** Whether they may make folders for datasets in it, too. */
  readonly openToGroup?: boolean;
}

/** How a lake is made. */
export interface InitOptions {
  /** Where its bytes are; by default in its own folder. */
  readonly store?: string;
  /** Let all users of the folder's group work in it. */
  readonly shared?: 'group';
  readonly actor: string;
}

/** Makes a folder a lake. Throws `lake-exists`, `usage-invalid`, `store-unwritable`. */
export async function initLake(
  folder: string,
  host: LakeHost,
  options: InitOptions,
): Promise<InitialisedLake> {
  const root = resolve(folder);
  const store = resolve(options.store ?? join(dlakeFolder(root), 'store'));
  checkLakePlace(root, store);
  const { shared } = options;
  if (shared !== undefined) refusePrivate(store);
  makeRoot(root, store, shared);
  const inside = options.store === undefined;
  const sharing = shared === undefined ? {} : { shared };
  const file = { store: inside ? relative(dlakeFolder(root), store) : store, ...sharing };
  const { id, joined } = await claimStore(root, file, host, options.actor);
  // The lake's file comes last: where it is found after a loss of power, the store is too.
  for (const folder of [dlakeFolder(root), dirname(store)]) syncUpwards(folder);
  writeLakeFile(root, { v: 1, id, ...file });
  keepOutOfGit(root);
  return { root, id, store, joined, ...(shared && { shared, openToGroup: isOpenToGroup(root) }) };
}

/** Throws `usage-invalid` where a store is there that others can't use. */
function refusePrivate(store: string): void {
  if (!existsSync(join(store, 'raw', 'log')) || isSharedFolder(store)) return;
  const reason = `The store in ${store} is there already, and is not shared with a group.`;
  throw new DlakeError('usage-invalid', { reason, see: 'dlake init --help' });
}

function makeRoot(root: string, store: string, shared: 'group' | undefined): void {
  const inside = dlakeFolder(root);
  const isNew = !existsSync(root);
  try {
    makeFolder(inside);
    if (shared === undefined) return;
    // A folder that was there is its owner's to open; what is made in it is open from the beginning.
    if (isNew) shareFolder(root);
    const layers = LAYERS.map((layer) => join(root, layer)).filter((layer) => !existsSync(layer));
    const derived = ['state', 'catalog', 'cache'].map((name) => join(inside, name));
    for (const folder of [inside, store, ...derived]) shareFolder(folder);
    if (isOpenToGroup(root)) for (const folder of layers) shareFolder(folder);
  } catch (cause) {
    throw new DlakeError('store-unwritable', { path: inside, reason: (cause as Error).message }, { cause });
  }
}

async function claimStore(
  root: string,
  file: Pick<LakeFile, 'store' | 'shared'>,
  host: LakeHost,
  actor: string,
): Promise<ClaimedLake> {
  const store = await openFolderStore({
    root: storeFolder(root, file),
    cache: hostFolders(root, host).cache,
    host: host.host,
    shared: storeSharing(root, file),
  });
  try {
    return await claimLake(store.logs, { actor, now: host.now, where: root });
  } finally {
    await store.close();
  }
}
