import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DlakeError, isDlakeError } from '../../errors.ts';
import type { Session } from '../engine/session.ts';
import { tryLock } from '../pglite/lock.ts';
import { type Conversation, clientSession, converse } from './client-session.ts';
import { connectSocket } from './connect-socket.ts';
import { ConnectionLost } from './connection-lost.ts';
import type { Reply } from './message.ts';
import type { OwnerOptions } from './owner-options.ts';
import { startOwner } from './start-owner.ts';
import { type Waiting, watchOwner } from './watch-owner.ts';

/** How a client reaches the owner. Times in milliseconds. */
export interface ClientOptions extends OwnerOptions {
  /** An owner that neither answers nor computes for so long hangs. */
  readonly hung: number;
}

/** A session with an owner, and which catalog it owns. */
export interface Connection {
  readonly session: Session;
  /** Tells the catalog from those that were in the folder before it. */
  readonly generation: string;
}

/** How long the owners may go on changing under us before that is an error. */
const UNREST = 180_000;
const PAUSE = 15;
/** How long an owner that we start waits for the lock, before we look again who has it. */
const ATTEMPT = 1000;

/**
 * Connects to the owner of a catalog folder, and starts one when there is none: among many clients one does,
 * the others wait for it. An owner of another version, or for another lake, is asked to leave. Throws as
 * `startOwner` does (`busy` when the lock is not free within `patience`), and `catalog-too-new` when the owner
 * knows more migrations than we do.
 */
export async function connectOwner(options: ClientOptions): Promise<Connection> {
  mkdirSync(options.folder, { recursive: true, mode: 0o700 });
  const start = performance.now();
  while (performance.now() < start + UNREST) {
    const connection = await tryOwner(options);
    if (connection !== undefined) return connection;
    try {
      if (!(await startOnce(options))) await new Promise((resolve) => setTimeout(resolve, PAUSE));
    } catch (error) {
      // The lock may be that of an owner who is about to listen, whose starter was killed.
      const busy = isDlakeError(error, 'catalog-unavailable') && error.data.state === 'busy';
      if (!busy || performance.now() > start + options.patience) throw error;
    }
  }
  throw new DlakeError('catalog-unavailable', {
    state: 'unreachable',
    reason: 'its processes come and go',
    folder: options.folder,
  });
}

/** Starts an owner unless another client is at it; false then. */
async function startOnce(options: ClientOptions): Promise<boolean> {
  const starting = await tryLock(join(options.folder, 'starting'), { pid: process.pid });
  if (starting === undefined) return false;
  try {
    // Between our look and our turn another client's owner may have come up.
    const socket = await connectSocket(options.socket);
    socket?.destroy();
    if (socket === undefined) await startOwner({ ...options, patience: Math.min(options.patience, ATTEMPT) });
    return true;
  } finally {
    starting.release();
  }
}

/** A session with the owner that listens now; undefined when there is none, or it leaves. */
async function tryOwner(options: ClientOptions): Promise<Connection | undefined> {
  const { lake, version, folder, hung } = options;
  const socket = await connectSocket(options.socket);
  if (socket === undefined) return undefined;
  const conversation = converse(socket);
  const waiting = watchOwner(conversation, folder, hung);
  try {
    const { head } = await waiting(conversation.ask({ kind: 'hello', lake, ...version }));
    if (head.kind === 'welcome') {
      return { session: clientSession(conversation, waiting), generation: head.generation };
    }
    await refused(head, options, conversation, waiting);
  } catch (error) {
    conversation.end();
    if (!(error instanceof ConnectionLost)) throw error;
  }
  return undefined;
}

async function refused(
  reply: Reply,
  { version }: ClientOptions,
  conversation: Conversation,
  waiting: Waiting,
): Promise<void> {
  if (reply.kind !== 'refused') throw new Error(`unexpected ${reply.kind}`);
  if (reply.schema > version.schema) {
    throw new DlakeError('catalog-too-new', { found: reply.schema, known: version.schema });
  }
  conversation.tell({ kind: 'leave' });
  await waiting(conversation.over);
}
