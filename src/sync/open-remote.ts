import { existsSync, readdirSync } from 'node:fs';
import { DlakeError, isDlakeError } from '../errors.ts';
import { initLake } from '../lake/init-lake.ts';
import type { Lake, LakeHost } from '../lake/lake.ts';
import { openLake } from '../lake/open-lake.ts';
import type { Remote } from './remote.ts';

/** Opens the lake of a remote. Throws `remote-unreachable`. */
export async function openRemote(remote: Remote, host: LakeHost): Promise<Lake> {
  try {
    return await openLake(remote.folder, host);
  } catch (cause) {
    if (!isDlakeError(cause, 'lake-not-found') && !isSystemError(cause)) throw cause;
    throw unreachable(remote, reasonOf(remote, cause), cause);
  }
}

/** As `openRemote`, but a folder that is empty or absent becomes a lake. */
export async function openOrMakeRemote(remote: Remote, host: LakeHost, actor: string): Promise<Lake> {
  if (isVacant(remote.folder)) await initLake(remote.folder, host, { actor });
  return openRemote(remote, host);
}

function isVacant(folder: string): boolean {
  return !existsSync(folder) || readdirSync(folder).length === 0;
}

function reasonOf(remote: Remote, cause: unknown): string {
  if (!existsSync(remote.folder)) return 'there is no such folder';
  return isSystemError(cause) ? cause.message : 'there is no lake in it';
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'errno' in error;
}

const unreachable = ({ name, folder }: Remote, reason: string, cause: unknown): DlakeError =>
  new DlakeError('remote-unreachable', { remote: name, address: folder, reason }, { cause });
