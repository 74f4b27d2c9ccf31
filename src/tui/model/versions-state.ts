import type { CommitWithId } from '../../lake/read-commit.ts';
import type { CommitId } from '../../records/ids.ts';
import { type Cursor, FIRST } from './cursor.ts';

/** The versions of one ref, newest first. */
export interface VersionsState {
  /** LAYER/SOURCE/EXTERNAL_ID; undefined while no dataset is chosen. */
  readonly ref: string | undefined;
  readonly rows: readonly CommitWithId[];
  /** How many are wanted so far. */
  readonly limit: number;
  /** What is there has been loaded: all of it, or `limit` versions. */
  readonly loaded: boolean;
  readonly cursor: Cursor;
  /** Up to two versions, to compare. */
  readonly marks: readonly CommitWithId[];
  /** The version that the cursor is to go to once it is loaded. */
  readonly seek?: CommitId;
}

/** Versions that are loaded at once. */
export const VERSIONS_AT_ONCE = 200;

/** No dataset is chosen. */
export const NO_VERSIONS: VersionsState = {
  ref: undefined,
  rows: [],
  limit: VERSIONS_AT_ONCE,
  loaded: false,
  cursor: FIRST,
  marks: [],
};

/** The version that the cursor is on. */
export const versionAt = ({ rows, cursor }: VersionsState): CommitWithId | undefined => rows[cursor.at];

/** The place of a version among the rows, or -1. */
export const placeOf = ({ rows }: VersionsState, id: CommitId): number =>
  rows.findIndex((row) => row.id === id);
