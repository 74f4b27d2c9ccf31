import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { sha256Hex } from '../records/sha256.ts';
import type { LakeHost } from './lake.ts';
import { dlakeFolder } from './lake-file.ts';
import { onNetwork } from './on-network.ts';

/** Where this host keeps what it derives from a lake. */
export interface HostFolders {
  /** PGlite's data folder. */
  readonly catalog: string;
  /** Pack indexes and the like. */
  readonly cache: string;
}

/**
 * This host's folders for a lake: inside `.dlake`, or in the user's cache when the lake is on a network file system
 * or when they are another user's there: who may only read a lake can still ask it. A cache may be on a network
 * file system too, so the host is in its name all the same.
 */
export function hostFolders(root: string, host: LakeHost): HostFolders {
  const inside = dlakeFolder(root);
  const own = { catalog: join(inside, 'catalog', host.host), cache: join(inside, 'cache', host.host) };
  if (!onNetwork(inside) && isOurs(own.catalog) && isOurs(own.cache)) return own;
  const mine = join(host.cache, 'lakes', sha256Hex(root).slice(0, 16), host.host);
  mkdirSync(mine, { recursive: true, mode: 0o700 });
  return { catalog: join(mine, 'catalog'), cache: join(mine, 'cache') };
}

/** Whether we may write to a folder, or where it is going to be made. */
function isOurs(folder: string): boolean {
  if (!existsSync(folder) && dirname(folder) !== folder) return isOurs(dirname(folder));
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
