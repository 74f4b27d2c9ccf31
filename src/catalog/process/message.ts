import type { ErrorCode } from '../../errors.ts';
import type { Control } from '../engine/session.ts';
import type { SqlErrorFacts } from '../engine/sql-error.ts';

/** Raised when messages change their meaning. `hello`, `refused` and `leave` keep theirs for ever. */
export const PROTOCOL = 1;

/** Who somebody is: parties of different protocol or schema don't work together. */
export interface Version {
  readonly protocol: number;
  /** How many migrations are known. */
  readonly schema: number;
}

/** What a client says. Everything but `ping` and `leave` is answered in order. */
export type Request =
  | ({ readonly kind: 'hello'; readonly lake: string } & Version)
  /** Parameters are the one row of the frame. */
  | { readonly kind: 'query'; readonly text: string }
  | { readonly kind: Control }
  /** Are you there? Answered at once, whoever has the turn. */
  | { readonly kind: 'ping' }
  /** Finish what is running and end. The answer is the end of the connection. */
  | { readonly kind: 'leave' };

/** Why an owner does not serve a client. */
export type Refusal = 'version' | 'lake' | 'gone';

/** What the owner says. */
export type Reply =
  | ({ readonly kind: 'welcome'; readonly pid: number; readonly generation: string } & Version)
  | ({ readonly kind: 'refused'; readonly why: Refusal; readonly pid: number } & Version)
  /** The rows are the frame's. */
  | { readonly kind: 'result'; readonly columns: readonly string[]; readonly affected?: number | undefined }
  | { readonly kind: 'done'; readonly committed: boolean }
  | { readonly kind: 'error'; readonly error: SqlErrorFacts }
  /** An error of ours, as `damaged` data or a full disk. */
  | { readonly kind: 'failed'; readonly code: ErrorCode; readonly data: unknown }
  | { readonly kind: 'pong' };
