import { connect, createServer, type Socket } from 'node:net';

/** Which way bytes go. */
export type Direction = 'to-server' | 'to-client';

/** What goes wrong, and where. Each fault happens once. */
export interface Fault {
  /** `cut` closes the connection, `stall` passes nothing more in either direction, `flip` turns one bit over. */
  readonly kind: 'cut' | 'stall' | 'flip';
  /** Whose bytes are counted; default `to-server`. */
  readonly direction?: Direction;
  /** So many bytes in that direction pass unharmed, counted from where the fault begins to count; default none. */
  readonly after?: number;
  /**
   * The fault counts from the beginning of this request, 1 for the next one. A request begins when the client
   * speaks for the first time or after the server did. Without it the fault counts from now on.
   */
  readonly request?: number;
  /** Only requests that begin like this are counted, as those whose first bytes hold a word. */
  readonly like?: (begin: Buffer) => boolean;
}

/** A fault that was ordered. */
export interface Ordered {
  /** Whether it has happened. */
  readonly happened: boolean;
  cancel(): void;
}

/** A proxy on loopback that passes bytes between clients and one server, and does wrong when it is told to. */
export interface TcpProxy {
  readonly port: number;
  /** What has passed since the proxy began or `forget` was called. */
  readonly counts: Readonly<Counts>;
  forget(): void;
  order(fault: Fault): Ordered;
  /** Closes every connection at once, as a server that is killed does. */
  cutAll(): void;
  /** Whether new connections are closed at once, as those to a server that is down are. */
  refuse(yes: boolean): void;
  close(): Promise<void>;
}

export interface Counts {
  connections: number;
  requests: number;
  bytesToServer: number;
  bytesToClient: number;
}

const NONE: Counts = { connections: 0, requests: 0, bytesToServer: 0, bytesToClient: 0 };

/** Starts a proxy before the server at this port of loopback. It knows no protocol, so it serves for any. */
export async function startProxy(target: number): Promise<TcpProxy> {
  const counts = { ...NONE };
  const waiting = new Set<Waiting>();
  const open = new Set<Connection>();
  let refusing = false;
  const server = createServer((client) => {
    counts.connections += 1;
    if (refusing) client.destroy();
    else open.add(new Connection(client, target, { counts, waiting, ended: (one) => open.delete(one) }));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const cutAll = () => {
    for (const one of [...open]) one.cut();
  };
  return {
    port: (server.address() as { readonly port: number }).port,
    counts,
    forget: () => void Object.assign(counts, NONE),
    order: (fault) => {
      const one = new Waiting(fault);
      waiting.add(one);
      return {
        get happened() {
          return one.happened;
        },
        cancel: () => void waiting.delete(one),
      };
    },
    cutAll,
    refuse: (yes) => {
      refusing = yes;
    },
    close: async () => {
      cutAll();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** A fault that has not happened yet. */
class Waiting {
  readonly fault: Fault;
  readonly direction: Direction;
  happened = false;
  /** The connection whose request it waited for; undefined while it still waits. */
  counting: Connection | 'any' | undefined;
  #requests: number;
  #bytes: number;

  constructor(fault: Fault) {
    this.fault = fault;
    this.direction = fault.direction ?? 'to-server';
    this.#bytes = fault.after ?? 0;
    this.#requests = fault.request ?? 1;
    if (fault.request === undefined && fault.like === undefined) this.counting = 'any';
  }

  /** Is told of each request that begins. */
  begins(on: Connection, begin: Buffer): void {
    if (this.counting !== undefined || this.fault.like?.(begin) === false) return;
    this.#requests -= 1;
    if (this.#requests === 0) this.counting = on;
  }

  /** Where in this chunk it happens, if it does. */
  placeIn(on: Connection, direction: Direction, length: number): number | undefined {
    if (direction !== this.direction || (this.counting !== 'any' && this.counting !== on)) return undefined;
    if (this.#bytes < length) return this.#bytes;
    this.#bytes -= length;
    return undefined;
  }
}

interface Surroundings {
  readonly counts: Counts;
  readonly waiting: Set<Waiting>;
  readonly ended: (connection: Connection) => void;
}

class Connection {
  readonly #client: Socket;
  readonly #server: Socket;
  readonly #around: Surroundings;
  #serverSpoke = true;
  #stalled = false;
  #ending = false;

  constructor(client: Socket, target: number, around: Surroundings) {
    this.#client = client;
    this.#server = connect(target, '127.0.0.1');
    this.#around = around;
    this.#join(this.#client, this.#server, 'to-server');
    this.#join(this.#server, this.#client, 'to-client');
  }

  cut(): void {
    this.#client.destroy();
    this.#server.destroy();
    this.#around.ended(this);
  }

  #join(from: Socket, to: Socket, direction: Direction): void {
    from.setNoDelay(true);
    from.on('error', () => this.cut());
    from.on('close', () => this.cut());
    from.on('end', () => {
      if (!this.#stalled) to.end();
    });
    from.on('data', (chunk) => {
      if (this.#stalled) return;
      this.#count(chunk, direction);
      const passed = this.#harmed(chunk, direction);
      // What passed before the end goes out first.
      if (this.#ending) to.write(passed, () => this.cut());
      else if (!to.write(passed)) {
        from.pause();
        to.once('drain', () => from.resume());
      }
    });
  }

  #count(chunk: Buffer, direction: Direction): void {
    const { counts, waiting } = this.#around;
    if (direction === 'to-client') {
      counts.bytesToClient += chunk.length;
      this.#serverSpoke = true;
      return;
    }
    counts.bytesToServer += chunk.length;
    if (!this.#serverSpoke) return;
    this.#serverSpoke = false;
    counts.requests += 1;
    for (const one of waiting) one.begins(this, chunk);
  }

  /** What is left of a chunk when faults have had their way with it. */
  #harmed(chunk: Buffer, direction: Direction): Buffer {
    for (const one of this.#around.waiting) {
      const at = one.placeIn(this, direction, chunk.length);
      if (at === undefined) continue;
      one.happened = true;
      this.#around.waiting.delete(one);
      if (one.fault.kind === 'flip') {
        const flipped = Buffer.from(chunk);
        flipped[at] = (flipped[at] as number) ^ 1;
        return flipped;
      }
      this.#stalled = true;
      this.#ending = one.fault.kind === 'cut';
      return chunk.subarray(0, at);
    }
    return chunk;
  }
}
