import { chmodSync, lstatSync, mkdirSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DlakeError } from '../../errors.ts';
import { sha256Hex } from '../../records/sha256.ts';

/** This user's number; a user need not have a name. */
const userId = (): number => process.getuid?.() ?? 0;

/** Kernels take a socket's path of some 100 bytes, not more. */
const LONGEST = 100;

/**
 * Where the owner of a catalog folder listens: in the runtime folder, or in this user's own folder for
 * temporary files when that path is too long. The folder is made and must be this user's alone: whoever could
 * put a socket there would be believed. Throws `catalog-unavailable`.
 */
export function socketPath(folder: string, runtime: string): string {
  const name = `catalog-${sha256Hex(realpathSync(folder)).slice(0, 16)}.sock`;
  const path = join(runtime, name);
  if (Buffer.byteLength(path) <= LONGEST) return join(ownFolder(runtime), name);
  return join(ownFolder(join(tmpdir(), `dlake-${userId()}`)), name);
}

function ownFolder(folder: string): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const stat = lstatSync(folder);
  if (!stat.isDirectory() || stat.uid !== userId()) {
    throw new DlakeError('catalog-unavailable', {
      state: 'unreachable',
      reason: 'it is not a folder of yours',
      folder,
    });
  }
  if ((stat.mode & 0o077) !== 0) chmodSync(folder, 0o700);
  return folder;
}
