import { existsSync, readdirSync } from 'node:fs';
import { DlakeError, isDlakeError } from '../errors.ts';
import type { CentralLake } from '../lake/central/open-central-lake.ts';
import { initLake } from '../lake/init-lake.ts';
import type { Lake, LakeHost } from '../lake/lake.ts';
import { openLake } from '../lake/open-lake.ts';
import type { Address } from './read-address.ts';
import { addressOf, type FolderRemote, isCentral, type Remote } from './remote.ts';

/** The lake of a remote, open. */
export interface OpenRemote {
  readonly name: string;
  readonly lake: Lake;
  /** How many requests its store was asked so far; undefined where it is no server. */
  readonly requests?: () => number;
  /** Writes to its logs what its database refused; undefined where it has none. */
  readonly logRefusals?: () => Promise<number>;
  /** An address for a blob, `packed`, or undefined where it is not there; absent where the remote is no server. */
  readonly urlOf?: CentralLake['urlOf'];
}

export interface OpenRemoteOptions {
  /** The address with the secrets that are not kept. */
  readonly typed?: Address;
  /** Who makes a lake of a folder that is empty or absent; without it, it is no lake. */
  readonly maker?: string;
}

/** Opens the lake of a remote. Throws `remote-unreachable`. */
export async function openRemote(
  remote: Remote,
  host: LakeHost,
  { typed, maker }: OpenRemoteOptions = {},
): Promise<OpenRemote> {
  const { name } = remote;
  try {
    if (!isCentral(remote)) {
      if (maker !== undefined && isVacant(remote)) await initLake(remote.folder, host, { actor: maker });
      return { name, lake: await openLake(remote.folder, host) };
    }
    const [{ openCentralLake }, { logRefusals }] = await Promise.all([
      import('../lake/central/open-central-lake.ts'),
      import('../lake/central/log-refusals.ts'),
    ]);
    const place = typed !== undefined && 'catalog' in typed ? typed : remote;
    const lake = await openCentralLake(place, host);
    const { requests, urlOf } = lake;
    return { name, lake, requests, urlOf, logRefusals: () => logRefusals(lake) };
  } catch (cause) {
    if (isDlakeError(cause, 'central-not-made')) throw new DlakeError('central-not-made', { remote: name });
    const reason = reasonOf(remote, cause);
    if (reason === undefined) throw cause;
    throw new DlakeError(
      'remote-unreachable',
      { remote: name, address: addressOf(remote), reason },
      { cause },
    );
  }
}

function isVacant({ folder }: FolderRemote): boolean {
  return !existsSync(folder) || readdirSync(folder).length === 0;
}

/** Why a lake can't be reached; undefined for what is another fault. */
function reasonOf(remote: Remote, cause: unknown): string | undefined {
  if (isDlakeError(cause, 'database-unreachable')) return cause.data.reason;
  if (!isDlakeError(cause, 'lake-not-found') && !isSystemError(cause)) return undefined;
  if (!isCentral(remote) && !existsSync(remote.folder)) return 'there is no such folder';
  return isSystemError(cause) ? cause.message : 'there is no lake in it';
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'errno' in error;
}
