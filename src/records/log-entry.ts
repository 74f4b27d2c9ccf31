import type { CommitId, EntryId } from './ids.ts';
import type { Link } from './link.ts';

/** What `data` of a log entry holds: what free maps hold, and links. */
export type DataValue = string | number | boolean | Link | readonly DataValue[] | DataMap;
/** The `data` of a log entry. */
export interface DataMap {
  readonly [key: string]: DataValue;
}

/** What happened, as an entry's `kind` says it; `entry-kinds.ts` says which subjects have which. */
export type EntryKind =
  | 'move'
  | 'end'
  | 'hold'
  | 'release'
  | 'retract'
  | 'refuse'
  | 'signature'
  | 'withdraw'
  | 'approve'
  | 'made'
  | 'failed'
  | 'drilled'
  | 'dropped'
  | 'policy'
  | 'checkpoint';

/** One numbered entry of a log. */
export interface LogEntry {
  /** Whose log this is, as `refs/geo/GSE2034`. */
  readonly subject: string;
  /** From 1. */
  readonly seq: number;
  /** The entry before; absent in the first. */
  readonly prev?: EntryId;
  readonly kind: EntryKind;
  /** Where a ref stood before; absent when it named nothing. */
  readonly from?: CommitId;
  /** Where a ref stands now. */
  readonly to?: CommitId;
  /** By kind: `undoes` in a move or end that undoes one, `commits` in a tag's move, `lake` where a lake is made. */
  readonly data?: DataMap;
  /** Who did it; on a local lake a claim. */
  readonly actor: string;
  readonly reason?: string;
  /** UTC, milliseconds; a claim: clocks order nothing. */
  readonly at: string;
}
