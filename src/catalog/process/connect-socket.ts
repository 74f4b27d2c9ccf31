import { createConnection, type Socket } from 'node:net';
import { DlakeError } from '../../errors.ts';

const PAUSE = 15;

/** A connected Unix socket; undefined when nobody listens there. Throws `catalog-unavailable`. */
export function connectSocket(path: string): Promise<Socket | undefined> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(path);
    const failed = (error: NodeJS.ErrnoException) => {
      if (['ENOENT', 'ECONNREFUSED', 'ECONNRESET'].includes(error.code ?? '')) resolve(undefined);
      // The queue of connections is full: there is an owner, and it is busy.
      else if (error.code === 'EAGAIN') setTimeout(() => connectSocket(path).then(resolve, reject), PAUSE);
      else reject(new DlakeError('catalog-unavailable', { state: 'unreachable', reason: error.message }));
    };
    socket.once('error', failed);
    socket.once('connect', () => {
      socket.off('error', failed);
      resolve(socket);
    });
  });
}
