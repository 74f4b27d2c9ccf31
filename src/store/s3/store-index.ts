import type { ObjectId } from '../../records/ids.ts';
import type { Layer } from '../../records/layers.ts';
import type { IndexFreeing } from './freeing/index-freeing.ts';

/** One stored file of a layer: a large blob or a pack. */
export interface StoredFile {
  readonly kind: 'blob' | 'pack';
  /** Its sha2-256 in hex: the last part of its key. */
  readonly key: string;
  readonly size: number;
  readonly versionId?: string;
  /** ISO time until which the server keeps it, as read back. */
  readonly retainUntil?: string;
  /** Placed by this identity, or its bytes at the server were proved since: needs no proof before it is relied on. */
  readonly proved: boolean;
  /** It lies below `expired/`, where a rule of the bucket takes it: no index knows of it. */
  readonly expired?: true;
}

/** Where an object lies: in a file, from `offset`, `length` bytes. */
export interface ObjectPlace {
  readonly file: StoredFile;
  readonly offset: number;
  readonly length: number;
}

/** An object and where it lies in its file. */
export interface PackedObject {
  readonly id: ObjectId;
  readonly offset: number;
  readonly length: number;
}

/** A file whose upload was confirmed by the server. */
export interface Upload extends StoredFile {
  /** Of a pack all its objects; of a blob's file the one blob. */
  readonly objects: readonly PackedObject[];
}

/** What was found out about a file. */
export interface FileFact {
  readonly kind: 'blob' | 'pack';
  readonly key: string;
  readonly proved?: true;
  readonly retainUntil?: string;
  readonly versionId?: string;
  /** It is not what it should be. */
  readonly lost?: true;
}

/** Which object is in which file of the buckets: a catalog's placements, or the buckets read themselves. */
export interface StoreIndex {
  /**
   * Where these objects lie in a layer; those that it does not know are left out. What is found is kept from
   * collection while this client's lease lasts.
   */
  locate(layer: Layer, ids: readonly ObjectId[]): Promise<ReadonlyMap<ObjectId, ObjectPlace>>;

  /** Notes confirmed uploads. Idempotent. */
  place(layer: Layer, uploads: readonly Upload[]): Promise<void>;

  /**
   * Notes what was found out about files: a proof, retention read back, or that a file is not what it should be
   * (`lost`: locate finds it no more).
   */
  note(layer: Layer, facts: readonly FileFact[]): Promise<void>;

  /** Ids in a layer whose digest begins with these hex digits. */
  withPrefix(layer: Layer, hex: string, limit: number): Promise<ObjectId[]>;

  /** Every file of a layer, in order of kind and key, in batches. */
  files(layer: Layer): AsyncIterable<readonly StoredFile[]>;

  /** What a file holds. */
  objects(layer: Layer, file: StoredFile): Promise<readonly PackedObject[]>;

  /** How files leave; absent where the index decides nothing. */
  readonly freeing?: IndexFreeing;
}
