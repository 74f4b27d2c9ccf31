import { accessSync, constants, existsSync, mkdirSync, statfsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { sha256Hex } from '../records/sha256.ts';
import type { LakeHost } from './lake.ts';
import { dlakeFolder } from './lake-file.ts';

/** Where this host keeps what it derives from a lake. */
export interface HostFolders {
  /** PGlite's data folder. */
  readonly catalog: string;
  /** Pack indexes and the like. */
  readonly cache: string;
}

// Magic numbers of network file systems: statfs(2). What is derived is kept off them, it is slow and shared there.
const NETWORK = new Set([
  0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x0bd00bd0, 0x47504653, 0x19830326, 0x00c36400, 0x65735546,
]);

/**
 * This host's folders for a lake: inside `.dlake`, or in the user's cache when the lake is on a network file system
 * or when they are another user's there: who may only read a lake can still ask it.
 */
export function hostFolders(root: string, host: LakeHost): HostFolders {
  const inside = dlakeFolder(root);
  const catalog = join(inside, 'catalog', host.host);
  if (!onNetwork(inside) && isOurs(catalog)) return { catalog, cache: join(inside, 'cache', host.host) };
  const mine = join(host.cache, 'lakes', sha256Hex(root).slice(0, 16));
  mkdirSync(mine, { recursive: true });
  return { catalog: join(mine, 'catalog'), cache: join(mine, 'cache') };
}

function onNetwork(folder: string): boolean {
  return NETWORK.has(Number(statfsSync(folder).type) >>> 0);
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
