import { connect, createServer, type Socket } from 'node:net';

/** What a proxy does to one connection. Bytes are counted from the connection's beginning, in one direction. */
export type Mischief =
  | { readonly kind: 'flip'; readonly direction: 'up' | 'down'; readonly at: number }
  | { readonly kind: 'cut'; readonly direction: 'up' | 'down'; readonly at: number }
  | { readonly kind: 'stall'; readonly direction: 'up' | 'down'; readonly at: number };

/** A proxy in front of a server, that misbehaves when it is told to. */
export interface FlakyProxy {
  readonly endpoint: string;
  /** The next connection on which it can be done gets this; each once. */
  plan(...mischief: readonly Mischief[]): void;
  /** How much of the plan was carried out. */
  readonly done: number;
  close(): Promise<void>;
}

/** Starts a proxy in front of an `http://host:port`. */
export async function flakyProxy(target: string): Promise<FlakyProxy> {
  const { hostname, port } = new URL(target);
  const plans: Mischief[] = [];
  const sockets = new Set<Socket>();
  let done = 0;
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    pipe(client, upstream, 'up');
    pipe(upstream, client, 'down');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    plan: (...mischief) => void plans.push(...mischief),
    get done() {
      return done;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };

  function pipe(from: Socket, to: Socket, direction: 'up' | 'down'): void {
    let seen = 0;
    let stalled = false;
    from.on('data', (piece) => {
      const bytes = Buffer.from(piece as Buffer);
      const begin = seen;
      seen += bytes.length;
      const next = plans[0];
      if (next?.direction === direction && next.at >= begin && next.at < seen) {
        plans.shift();
        done += 1;
        const at = next.at - begin;
        if (next.kind === 'flip') bytes[at] = (bytes[at] as number) ^ 1;
        else if (next.kind === 'stall') stalled = true;
        else {
          to.write(bytes.subarray(0, at));
          from.destroy();
          to.destroy();
          return;
        }
      }
      if (!stalled && !to.write(bytes)) {
        from.pause();
        to.once('drain', () => from.resume());
      }
    });
    from.on('end', () => to.end());
  }
}
