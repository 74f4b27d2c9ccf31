import type { ErrorCode } from '../../errors.ts';
import type { Version } from './message.ts';

/** What a catalog process is told when it is started. Times in milliseconds. */
export interface OwnerOptions {
  readonly folder: string;
  readonly lake: string;
  readonly socket: string;
  readonly version: Version;
  /** How long to wait for the folder's lock. */
  readonly patience: number;
  /** Without a client for so long, it leaves. */
  readonly idle: number;
  /** How long a transaction may wait for its client's next statement. */
  readonly idleInTransaction: number;
}

/** What a catalog process says to whoever started it. */
export type OwnerReport =
  | { readonly ready: true }
  | { readonly ready: false; readonly code: ErrorCode; readonly data: unknown }
  | { readonly ready: false; readonly message: string };
