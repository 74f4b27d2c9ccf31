import { mkdirSync } from 'node:fs';
import { Kysely } from 'kysely';
import { DlakeError, isDlakeError } from '../../errors.ts';
import type { Catalog } from '../catalog.ts';
import { sessionDialect } from '../engine/session-dialect.ts';
import { folderError } from '../pglite/folder-error.ts';
import { MIGRATIONS } from '../schema/migrations.ts';
import type { Tables } from '../schema/tables.ts';
import { connectOwner } from './connect-owner.ts';
import { ConnectionLost } from './connection-lost.ts';
import { PROTOCOL, type Version } from './message.ts';
import { socketPath } from './socket-path.ts';

/** What it takes to reach a local catalog through its owner. Times in milliseconds. */
export interface ProcessOptions {
  /** The catalog's folder on this host, absolute. */
  readonly folder: string;
  /** This user's folder for sockets on this host, absolute. */
  readonly runtime: string;
  /** The lake's id. */
  readonly lake: string;
  /** Without a client for so long, the owner leaves; default ten minutes. */
  readonly idle?: number | undefined;
  /** How long a transaction may wait for our next statement; default 30,000. */
  readonly idleInTransaction?: number | undefined;
  /** How long an owner that we start waits for the folder's lock; default 15,000. */
  readonly patience?: number | undefined;
  /** An owner that neither answers nor computes for so long hangs; default 10,000. */
  readonly hung?: number | undefined;
  /** Who we are, when not what this program is. */
  readonly version?: Version | undefined;
}

/** This program's side of the conversation with an owner. */
export const OUR_VERSION: Version = { protocol: PROTOCOL, schema: MIGRATIONS.length };

/** How often work is run again when its owner goes away under it. */
const TRIES = 4;

/** Opens a local catalog through the process that owns it, which is started when there is none. */
export async function openProcess(options: ProcessOptions): Promise<Catalog> {
  const { folder, runtime, lake, version = OUR_VERSION } = options;
  const socket = madeSocketPath(folder, runtime);
  const { idle = 600_000, idleInTransaction = 30_000, patience = 15_000, hung = 10_000 } = options;
  const connection = { folder, lake, socket, version, idle, idleInTransaction, patience, hung };

  let generation: string | undefined;
  const connect = () => {
    const found = connectOwner(connection).catch((error: unknown) => {
      throw folderError(error, folder);
    });
    const session = found.then((found) => {
      generation ??= found.generation;
      if (found.generation === generation) return found.session;
      found.session.close();
      throw new DlakeError('catalog-unavailable', { state: 'remade', reason: 'it was made anew', folder });
    });
    return { session, db: new Kysely<Tables>({ dialect: sessionDialect(() => session) }) };
  };
  let current: ReturnType<typeof connect> | undefined = connect();
  await current.session;

  return {
    engine: 'pglite',
    run: async (work) => {
      for (let left = TRIES; ; left--) {
        current ??= connect();
        const used = current;
        try {
          await used.session;
          return await work(used.db);
        } catch (error) {
          const lost = error instanceof ConnectionLost;
          if ((lost || isDlakeError(error, 'catalog-unavailable')) && current === used) current = undefined;
          if (!lost) throw error;
          if (left > 1) continue;
          const reason = 'its process went away again and again';
          throw new DlakeError(
            'catalog-unavailable',
            { state: 'unreachable', reason, folder },
            { cause: error },
          );
        }
      }
    },
    close: async () => {
      const used = current;
      current = undefined;
      await used?.db.destroy();
      await (await used?.session.catch(() => undefined))?.close();
    },
  };
}

function madeSocketPath(folder: string, runtime: string): string {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return socketPath(folder, runtime);
  } catch (error) {
    throw folderError(error, folder);
  }
}
