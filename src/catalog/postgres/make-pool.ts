import type { Socket } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import type { CustomTypesConfig, Pool } from 'pg';
import type { PostgresAddress } from './postgres-address.ts';

/** What a pool of connections needs to know. Times in milliseconds. */
export interface PoolOptions {
  readonly address: PostgresAddress & { readonly user: string };
  readonly password: string;
  readonly tls: ConnectionOptions | false;
  readonly applicationName: string;
  readonly statementTimeout: number;
  readonly connections: number;
}

const INT8 = 20;
const AS_TEXT = new Set([1082, 1114, 1184, 1700]);
/** How long it may take to be let in. */
const CONNECT = 10_000;
/** How long a transaction may wait for us, who may be storing something: then its locks are let go. */
const IDLE_IN_TRANSACTION = 120_000;
/** How long we wait for a lock that others hold. */
const LOCK = 60_000;

/** Makes a pool of connections, none of them open yet. */
export async function makePool(options: PoolOptions): Promise<Pool> {
  const { address, password, tls, applicationName, statementTimeout, connections } = options;
  const { default: pg } = await import('pg');
  // The same values as PGlite's sessions give: big integers as numbers, times and decimals as text.
  const types: CustomTypesConfig = {
    getTypeParser: (type, format) => {
      if (format !== 'binary' && type === INT8) return Number;
      if (format !== 'binary' && AS_TEXT.has(type)) return String;
      return pg.types.getTypeParser(type, format);
    },
  };
  const pool = new pg.Pool({
    host: address.host,
    port: address.port,
    database: address.database,
    user: address.user,
    // A function: for a plain text that is empty, pg looks into the environment and the home folder.
    password: () => password,
    ssl: tls,
    max: connections,
    types,
    keepAlive: true,
    application_name: applicationName,
    statement_timeout: statementTimeout,
    lock_timeout: LOCK,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION,
    // Locks are waited for and what was waited for is seen, whatever the server's default; our statements are
    // too short for the compiler to pay.
    options: '-c default_transaction_isolation=read\\ committed -c jit=off',
    Client: clientClass(pg.Client),
  });
  // An idle connection that breaks is replaced when it is needed.
  pool.on('error', () => {});
  pool.on('connect', (client) => {
    // One that breaks between two statements of a transaction tells it to the next statement.
    client.on('error', () => {});
    // The server ends what takes too long; if not even that is heard, nobody is there any more.
    const { stream } = wireOf(client);
    stream.setTimeout(statementTimeout + CONNECT, () => {
      stream.destroy(Object.assign(new Error('the server fell silent'), { code: 'ETIMEDOUT' }));
    });
  });
  return pool;
}

/** What pg's clients keep for themselves: the socket, which is another one once TLS begins, and what it says. */
interface Wire {
  readonly stream: Socket;
  on(event: 'error', heard: () => void): void;
}

const wireOf = (client: unknown): Wire => (client as { readonly connection: Wire }).connection;

/** The clients of the pool, with two habits more. */
const clientClass = (Client: typeof import('pg').Client): typeof import('pg').Client =>
  class extends Client {
    constructor(config?: ConstructorParameters<typeof Client>[0]) {
      // Not the pool's own: there it would also limit how long we wait for one of ours to come back. What the pool
      // hides in its options, as the password, is seen through what is made of them.
      super(Object.create(config as object, { connectionTimeoutMillis: { value: CONNECT } }));
      // Hangs up when it breaks off, as for lack of a password; else the server waits for a minute.
      const wire = wireOf(this);
      wire.on('error', () => wire.stream.destroy());
    }
  };
