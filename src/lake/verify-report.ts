import type { CommitId, ObjectId } from '../records/ids.ts';

/** A file, or a record of a version, whose bytes are not what its id says or are not there. */
export interface VerifyFinding {
  /** LAYER/SOURCE/EXTERNAL_ID */
  readonly ref: string;
  readonly commit: CommitId;
  /** Empty when the commit can't be read. */
  readonly version: string;
  /** The file; empty when the damage is in a record of the version. */
  readonly path: string;
  /** Where the file lies, from where the reader is, if not in the folder that mirrors its ref. */
  readonly file?: string;
  /** All files of the version together are meant: nothing tells which of them is wrong. */
  readonly whole?: true;
  readonly id: ObjectId;
  readonly reason: string;
  /** The sha2-256 that the bytes should have, in hex. */
  readonly expected: string;
  /** The sha2-256 that they have, in hex; absent when there are no bytes. */
  readonly found?: string;
}

/** A file that the version does not have. */
export type ExtraFile = Pick<VerifyFinding, 'ref' | 'commit' | 'version' | 'path' | 'file'>;

/** What `verify` found. */
export interface VerifyReport {
  /** No damage, nothing lost and nothing too much; what is absent or withdrawn by right is no fault. */
  readonly ok: boolean;
  /** How closely a remote store was looked at; absent: every byte was read. */
  readonly level?: 'exists' | 'checksum';
  /** Objects that were looked at, and their bytes. */
  readonly checked: number;
  readonly bytes: number;
  /** The part of the objects asked for that was re-hashed: 1 for all. */
  readonly coverage: number;
  /** How the sample was drawn, for drawing it again. */
  readonly sample?: { readonly percent: number; readonly seed: string };
  readonly damaged: readonly VerifyFinding[];
  /**
   * Packs that can't be read as packs, by key: what they held is missing, if it is nowhere else. And files of a
   * remote store that a delete marker hides.
   */
  readonly broken: readonly { readonly where: string; readonly reason: string }[];
  /** Lost: a version names them and nobody is known to have them. */
  readonly missing: readonly VerifyFinding[];
  /** Of folders that are to hold a version and nothing else: what it does not have. */
  readonly extra?: readonly ExtraFile[];
  /** Known to be at a remote. */
  readonly absent: readonly VerifyFinding[];
  /** Erased by right. */
  readonly withdrawn: readonly VerifyFinding[];
}
