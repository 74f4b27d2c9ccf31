import {
  Agent,
  createServer,
  request as forward,
  type IncomingMessage,
  type RequestOptions,
  type ServerResponse,
} from 'node:http';
import type { Socket } from 'node:net';
import { type Readable, Transform, type Writable } from 'node:stream';

/** What goes wrong with one request. */
export type HttpFault =
  /** The proxy answers by itself, in S3's words, and the server learns nothing of it. */
  | { readonly kind: 'answer'; readonly status: number; readonly code: string }
  /** The connection is closed once so many bytes of the request's body are read; the server gets those. */
  | { readonly kind: 'cut-request'; readonly after: number }
  /** The connection is closed once so many bytes of the response's body are sent. */
  | { readonly kind: 'cut-response'; readonly after: number }
  /** The body of the response ends early and says that this is all of it. */
  | { readonly kind: 'truncate-response'; readonly to: number }
  /** The server does what it was asked; then the connection is closed without a word. */
  | { readonly kind: 'lose-response' }
  /** Nothing is forwarded and nothing answered, until the client gives up or the proxy is closed. */
  | { readonly kind: 'stall' }
  /** A bit of the body is turned over; of an empty body none is. */
  | { readonly kind: 'flip-request' | 'flip-response'; readonly bit: number };

/** Which requests a fault is for. */
export interface Which {
  /** Only those for which this holds are counted; by default all. */
  readonly when?: (request: SeenRequest) => boolean;
  /** The first of them that goes wrong, 1 for the next one; default 1. */
  readonly from?: number;
  /** How many in a row go wrong; default 1. */
  readonly times?: number;
}

/** A request that reached the proxy. */
export interface SeenRequest {
  readonly method: string;
  /** Path and query, as sent. */
  readonly url: string;
  readonly headers: Readonly<NodeJS.Dict<string | string[]>>;
}

/** A fault that was ordered. */
export interface OrderedFault {
  /** How many requests it has spoilt. */
  readonly times: number;
  cancel(): void;
}

/** A proxy on loopback before an HTTP server that can spoil single requests. */
export interface HttpProxy {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** Every request since the proxy began or `forget` was called, in the order of their arrival. */
  readonly requests: readonly SeenRequest[];
  forget(): void;
  /** Orders a fault. Of several that fit a request, the one that was ordered first has it. */
  order(fault: HttpFault, which?: Which): OrderedFault;
  close(): Promise<void>;
}

/** Starts a proxy before the HTTP server at this port of loopback. Host headers pass as they are: they are signed. */
export async function startHttpProxy(target: number): Promise<HttpProxy> {
  const requests: SeenRequest[] = [];
  const orders = new Set<Order>();
  const agent = new Agent({ keepAlive: true });
  const server = createServer({ requestTimeout: 0 }, (incoming, outgoing) => {
    const { method = '', url = '', headers } = incoming;
    const seen = { method, url, headers };
    requests.push(seen);
    let fault: HttpFault | undefined;
    for (const order of orders) fault = fault ?? order.faultFor(seen);
    new Exchange(incoming, outgoing, fault).run({ host: '127.0.0.1', port: target, agent });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as { readonly port: number }).port}`,
    requests,
    forget: () => void requests.splice(0),
    order: (fault, which = {}) => {
      const order = new Order(fault, which);
      orders.add(order);
      return {
        get times() {
          return order.spoilt;
        },
        cancel: () => void orders.delete(order),
      };
    },
    close: async () => {
      agent.destroy();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

class Order {
  spoilt = 0;
  #met = 0;
  readonly #fault: HttpFault;
  readonly #which: Which;

  constructor(fault: HttpFault, which: Which) {
    this.#fault = fault;
    this.#which = which;
  }

  faultFor(request: SeenRequest): HttpFault | undefined {
    const { when = () => true, from = 1, times = 1 } = this.#which;
    if (!when(request)) return undefined;
    this.#met += 1;
    if (this.#met < from || this.#met >= from + times) return undefined;
    this.spoilt += 1;
    return this.#fault;
  }
}

/** One request and its answer. */
class Exchange {
  readonly #incoming: IncomingMessage;
  readonly #outgoing: ServerResponse;
  readonly #socket: Socket;
  readonly #fault: HttpFault | undefined;

  constructor(incoming: IncomingMessage, outgoing: ServerResponse, fault: HttpFault | undefined) {
    this.#incoming = incoming;
    this.#outgoing = outgoing;
    this.#socket = incoming.socket;
    this.#fault = fault;
  }

  run(target: RequestOptions): void {
    const fault = this.#fault;
    if (fault?.kind === 'stall') return;
    if (fault?.kind === 'answer') this.#answer(fault.status, fault.code);
    else this.#forward(target);
  }

  #answer(status: number, code: string): void {
    // The body is read first: a client that is still sending would see a broken pipe and no answer.
    this.#incoming.resume().on('end', () => {
      const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${code}</Message><RequestId>0</RequestId></Error>`;
      this.#outgoing.writeHead(status, { 'content-type': 'application/xml' });
      this.#outgoing.end(this.#incoming.method === 'HEAD' ? undefined : body);
    });
  }

  #forward(target: RequestOptions): void {
    const { method, url, rawHeaders } = this.#incoming;
    const headers = without(rawHeaders, ['connection', 'keep-alive', 'expect']);
    const upstream = forward({ ...target, method, path: url, headers });
    upstream.on('error', () => this.#cut());
    this.#outgoing.on('close', () => {
      if (!this.#outgoing.writableFinished) upstream.destroy();
    });
    upstream.on('response', (response) => this.#respond(response));
    const fault = this.#fault;
    if (fault?.kind === 'flip-request') this.#incoming.pipe(flipped(fault.bit)).pipe(upstream);
    else if (fault?.kind === 'cut-request') this.#passAndCut(this.#incoming, upstream, fault.after);
    else this.#incoming.pipe(upstream);
  }

  #respond(response: IncomingMessage): void {
    const fault = this.#fault;
    response.on('error', () => this.#cut());
    if (fault?.kind === 'lose-response') {
      response.resume().on('end', () => this.#cut());
      return;
    }
    const dropped = ['connection', 'keep-alive', 'transfer-encoding'];
    if (fault?.kind === 'truncate-response') dropped.push('content-length');
    const headers = without(response.rawHeaders, dropped);
    this.#outgoing.writeHead(response.statusCode ?? 502, response.statusMessage ?? '', headers);
    if (fault?.kind === 'flip-response') response.pipe(flipped(fault.bit)).pipe(this.#outgoing);
    else if (fault?.kind === 'truncate-response') response.pipe(shortened(fault.to)).pipe(this.#outgoing);
    else if (fault?.kind === 'cut-response') {
      this.#outgoing.flushHeaders();
      this.#passAndCut(response, this.#outgoing, fault.after);
    } else response.pipe(this.#outgoing);
  }

  #passAndCut(from: Readable, to: Writable, after: number): void {
    const cut = () => this.#cut();
    passBytes(from, to, after).then(cut, cut);
  }

  #cut(): void {
    this.#socket.destroy();
  }
}

/** Raw headers without some of them. */
function without(raw: readonly string[], names: readonly string[]): string[] {
  const kept: string[] = [];
  for (let at = 0; at < raw.length; at += 2) {
    const [name = '', value = ''] = raw.slice(at, at + 2);
    if (!names.includes(name.toLowerCase())) kept.push(name, value);
  }
  return kept;
}

function flipped(bit: number): Transform {
  let passed = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const at = Math.floor(bit / 8) - passed;
      passed += chunk.length;
      if (at < 0 || at >= chunk.length) return done(null, chunk);
      const changed = Buffer.from(chunk);
      changed[at] = (changed[at] as number) ^ (1 << (bit % 8));
      done(null, changed);
    },
  });
}

/** Passes so many bytes and swallows the rest. */
function shortened(limit: number): Transform {
  let left = limit;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const passed = chunk.subarray(0, left);
      left -= passed.length;
      done(null, passed);
    },
  });
}

/** Passes so many bytes, or all if there are fewer; they are on their way when this returns. */
async function passBytes(from: Readable, to: Writable, limit: number): Promise<void> {
  let left = limit;
  if (left === 0) return;
  for await (const chunk of from as AsyncIterable<Buffer>) {
    const passed = chunk.subarray(0, left);
    left -= passed.length;
    await new Promise<void>((resolve) => to.write(passed, () => resolve()));
    if (left === 0) return;
  }
}
