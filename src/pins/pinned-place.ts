import { realpathSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Pin } from '../records/lock.ts';
import { readAddress } from '../sync/read-address.ts';
import { isCentral, plainName, type Remote } from '../sync/remote.ts';

/** Where a pinned version is to be had, as a lock file says it. */
export type PinnedPlace = Pick<Pin, 'remote' | 'store'>;

/** The place of a remote as everybody may read it: without secrets, and without the login of whoever pins. */
export function placeOfRemote(remote: Remote): PinnedPlace {
  if (!isCentral(remote)) return { remote: remote.folder };
  const url = new URL(remote.catalog);
  url.username = '';
  url.password = '';
  url.searchParams.delete('user');
  return { remote: url.href, ...(remote.store === undefined ? {} : { store: remote.store }) };
}

/** The remote at a place of a lock file; a relative folder begins where that file lies, behind symlinks to it. */
export function remoteOfPlace({ remote, store }: PinnedPlace, lockFile: string): Remote {
  const { kept } = readAddress(store === undefined ? [remote] : [remote, store]);
  const address = 'folder' in kept ? { folder: resolve(dirname(realpathSync(lockFile)), kept.folder) } : kept;
  return { name: plainName({ name: '', ...address }), ...address };
}
