import { chmodSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { isDlakeError } from '../../errors.ts';
import { createTurns } from '../engine/turns.ts';
import { lockFile } from '../pglite/catalog-places.ts';
import { lockIsAt } from '../pglite/lock.ts';
import type { OwnedData } from '../pglite/own-data.ts';
import type { Version } from './message.ts';
import { serveClient } from './served-client.ts';

/** How an owner serves. Times in milliseconds. */
export interface ServeOptions {
  readonly folder: string;
  readonly socket: string;
  readonly lake: string;
  readonly version: Version;
  /** Without a client for so long, the owner leaves. */
  readonly idle: number;
  readonly idleInTransaction: number;
  /** Called once clients can connect. */
  ready(): void;
}

/**
 * How an owner ended: it `left` in good order; the folder is `gone`, or the engine `broken`, and nothing more
 * is to be written.
 */
export type Ending = 'left' | 'gone' | 'broken';

/** How often the owner looks whether its folder is still there. */
const LOOK = 1000;
/** How long a transaction may go on once the owner was asked to leave, and an answer may take to be heard. */
const GRACE = 5000;

/**
 * Serves the data to the clients of a socket until `asked` aborts, a client asks it to leave, it has been idle,
 * or it can't go on.
 */
export async function serve(owned: OwnedData, options: ServeOptions, asked: AbortSignal): Promise<Ending> {
  const { folder, socket: path, lake, version, idle, idleInTransaction } = options;
  const { session, generation } = owned;
  const turns = createTurns();
  const clients = new Set<Socket>();
  const isGone = () => !lockIsAt(owned.lock, lockFile(folder));
  let end: (ending: Ending) => void = () => {};
  const ending = new Promise<Ending>((resolve) => {
    end = resolve;
  });
  const broken = (error: unknown) => {
    if (isDlakeError(error, 'catalog-unavailable')) owned.condemn();
    end('broken');
  };

  const server = createServer((socket) => {
    clients.add(socket);
    clearTimeout(idling);
    socket.on('close', () => {
      clients.delete(socket);
      if (clients.size === 0) idling = setTimeout(() => end('left'), idle);
    });
    serveClient(socket, {
      session,
      generation,
      turns,
      version,
      idleInTransaction,
      refusal: (hello) => {
        if (isGone()) return 'gone';
        if (hello.protocol !== version.protocol || hello.schema !== version.schema) return 'version';
        return hello.lake === lake ? undefined : 'lake';
      },
      leave: () => end('left'),
      broken,
    });
  });
  let idling = setTimeout(() => end('left'), idle);
  const looking = setInterval(() => isGone() && end('gone'), LOOK);
  asked.addEventListener('abort', () => end('left'));

  await listen(server, path);
  options.ready();
  const how = await ending;
  clearTimeout(idling);
  clearInterval(looking);
  if (how === 'gone' || isGone()) return 'gone';
  // The name goes first: a client that finds nobody starts the next owner, who waits for the lock.
  server.close();
  rmSync(path, { force: true });
  const quiet = how === 'left' ? turns.take() : allEnded(clients);
  await Promise.race([quiet, new Promise((resolve) => setTimeout(resolve, GRACE))]);
  for (const socket of clients) socket.destroy();
  await quiet;
  if (how === 'left') await owned.close();
  return how;
}

async function listen(server: Server, path: string): Promise<void> {
  // Whoever listened here before is dead: the lock is ours.
  rmSync(path, { force: true });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  chmodSync(path, 0o600);
}

/** Lets every client hear what was said last. */
async function allEnded(clients: ReadonlySet<Socket>): Promise<void> {
  await Promise.all(
    [...clients].map(
      (socket) =>
        new Promise<void>((resolve) => {
          socket.once('close', () => resolve());
          socket.end();
        }),
    ),
  );
}
