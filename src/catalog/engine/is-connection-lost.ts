import { ConnectionLost } from '../process/connection-lost.ts';

/** Classes and codes of SQLSTATE for a connection that is over: connection exception, shutdown, crash. */
const STATES = /^(?:08|57P0[1-5])/;
/** What the operating system says of a connection that broke. */
const BROKEN = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ECONNABORTED']);
/** `pg` says these without a code. */
const SAID =
  /^(?:Connection terminated|Client has encountered a connection error|timeout expired|Client was closed)/;

/**
 * Whether an error means that the connection to the SQL engine broke under a statement: whether it was carried
 * out is not known, and a new connection may be had.
 */
export function isConnectionLost(error: unknown): boolean {
  if (error instanceof ConnectionLost) return true;
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  if (typeof code === 'string') return STATES.test(code) || BROKEN.has(code);
  return SAID.test(error.message);
}
