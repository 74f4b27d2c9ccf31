import { isConnectionLost } from '../engine/is-connection-lost.ts';
import { isFull } from './is-full.ts';

/** Serialization failure and deadlock: whoever comes again gets through. */
const COLLISIONS = new Set(['40001', '40P01']);
/** A server that is being started again has nobody at its door for a while. */
const ABSENT = new Set(['ECONNREFUSED', 'ENOENT', 'EHOSTUNREACH', 'EHOSTDOWN', 'ENETUNREACH']);

/**
 * Whether what failed may well succeed when it is done again: a collision, a lost connection, a restart, a server
 * that is full.
 */
export function isPassing(error: unknown): boolean {
  if (isConnectionLost(error) || isFull(error)) return true;
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' && (COLLISIONS.has(code) || ABSENT.has(code));
}
