import type { BlobId, CommitId, ManifestId } from './ids.ts';
import type { Layer } from './layers.ts';

/** What free maps hold: text, integers within +-(2^53-1), booleans, lists and maps. */
export type FreeValue = string | number | boolean | readonly FreeValue[] | FreeMap;
/** A map whose keys are its writer's. */
export interface FreeMap {
  readonly [key: string]: FreeValue;
}

/** How a commit came to be. */
export type Action = 'collection' | 'promotion' | 'pipeline' | 'manual';

/** How well a file's bytes were checked against what its source published. */
export type Grade = 'verified-strong' | 'verified-weak' | 'size-only' | 'unverified';

/** One version of one dataset in one layer. Empty lists and maps are absent. */
export interface Commit {
  /** SOURCE/EXTERNAL_ID */
  readonly dataset: string;
  readonly layer: Layer;
  readonly manifest: ManifestId;
  readonly files: number;
  readonly bytes: number;
  /** Earlier versions in the same ref; the first is the base. */
  readonly parents?: readonly CommitId[];
  /** The commits that the data was derived from, sorted. */
  readonly inputs?: readonly CommitId[];
  readonly action: Action;
  readonly parameters?: FreeMap;
  readonly run?: FreeMap;
  readonly checks?: readonly FreeMap[];
  readonly expected?: { readonly list: BlobId; readonly grades: Readonly<Partial<Record<Grade, number>>> };
  readonly metadata: FreeMap & { readonly source: string; readonly date: string; readonly version: string };
  readonly name: string;
  readonly keywords?: readonly string[];
  /** `Name <email>` */
  readonly author: string;
  readonly message: string;
  /** UTC, milliseconds: 2026-11-22T10:11:12.345Z */
  readonly committedAt: string;
}

/** A record ready to be stored: its id and its canonical bytes. */
export interface Encoded<Id> {
  readonly id: Id;
  readonly bytes: Uint8Array;
}
