import type { BlobId, ObjectId } from '../records/ids.ts';
import type { Layer } from '../records/layers.ts';
import type { Freeing } from './freeing.ts';
import type { Referencing } from './referencing.ts';

/** Options of every call that may take long. */
export interface CallOptions {
  readonly signal?: AbortSignal;
}

/**
 * Bytes by id and logs, in four layers. One contract for memory, folder and S3; `test/store/conformance.ts`
 * is its proof. Absence is a value, damage is an error (`object-damaged`, `store-damaged`). Whoever reads
 * through the contract never sees packs.
 */
export interface Store {
  readonly logs: Logs;

  /** How blobs are freed; absent where the store has no way to. */
  readonly freeing?: Freeing;

  /** What is only referred to; absent where everything is in the store itself. */
  readonly references?: Referencing;

  /**
   * The blobs that are withdrawn by right, as the logs have it now: nobody reads or takes one (`withdrawn`), and none is
   * missing. Absent where a store is looked at as it is.
   */
  readonly withdrawn?: () => Promise<ReadonlySet<ObjectId>>;

  /** Starts a session that writes objects of one dataset into one layer. */
  session(layer: Layer, options?: SessionOptions): Promise<Session>;

  /**
   * Streams an object, or a range of it; undefined when this layer does not hold it. A whole read checks the
   * id before its last chunk is handed over and throws `object-damaged`; a range is not checked.
   */
  get(layer: Layer, id: ObjectId, options?: RangeOptions): Promise<AsyncIterable<Uint8Array> | undefined>;

  /** A whole small object, checked against its id; undefined when this layer does not hold it. */
  read(layer: Layer, id: ObjectId, options?: CallOptions): Promise<Uint8Array | undefined>;

  /**
   * Whole small objects, each checked against its id, in whatever order is cheapest to read; those that this layer
   * does not hold are left out. Batches are bounded in bytes. Throws `object-damaged` when no copy of one is good.
   */
  readMany(
    layer: Layer,
    ids: readonly ObjectId[],
    options?: CallOptions,
  ): AsyncIterable<readonly ReadObject[]>;

  /**
   * Those of these ids that this layer does not hold, without a request or a system call for each small object.
   * What is known to be damaged does not count as held, nor does a large blob that is not of its size. Whoever asks
   * may go on to rely on what is held: a blob that was retired and is not freed yet is brought back.
   */
  missing(layer: Layer, ids: Iterable<ObjectId>, options?: MissingOptions): Promise<Set<ObjectId>>;

  /**
   * The bytes of each of these objects that this layer has something of to read; others are left out. What does not
   * count as held, as all that is in a damaged pack, may be read all the same.
   */
  sizes(
    layer: Layer,
    ids: readonly ObjectId[],
    options?: CallOptions,
  ): Promise<ReadonlyMap<ObjectId, number>>;

  /** The ids in this layer whose digest begins with these hex digits (at least 4), at most `limit`. */
  withPrefix(layer: Layer, hex: string, limit: number): Promise<ObjectId[]>;

  /**
   * Writes files of this layer below `root`, as checkout and restore do: in parallel, each re-hashed while it
   * is written, each under a temporary name until it is whole. Yields results as they are done.
   */
  materialise(
    layer: Layer,
    root: string,
    files: Iterable<FileToWrite>,
    options: MaterialiseOptions,
  ): AsyncIterable<readonly WrittenFile[]>;

  /**
   * Reads every object of the layer (or those of `ids`) where it lies and re-hashes it, in parallel; yields a
   * row for each damaged or missing object, for each broken or hidden file, and a `progress` row now and then. A
   * remote store may be asked for less than the bytes; others always read all.
   */
  verify(layer: Layer, ids: Iterable<ObjectId> | 'all', options?: VerifyOptions): AsyncIterable<VerifyRow>;

  /**
   * Those of these objects of which it is not proved, now, that this layer holds them whole and in plain sight, and
   * why. A server's own SHA-256 is a proof, or the composite checksum of parts that `bytesOf`, the caller's own copy,
   * gives too; where there is none, and with `full`, all bytes are read and hashed.
   */
  prove(
    layer: Layer,
    ids: readonly ObjectId[],
    options?: ProveOptions,
  ): Promise<ReadonlyMap<ObjectId, Unproved>>;

  /** Checks the structure of what is stored (names, sizes, pack indexes and footers, logs), not every byte. */
  check(layer: Layer, options?: CallOptions): AsyncIterable<StoreProblem>;

  close(): Promise<void>;
}

/** Why an object is not proved. `hidden`: a delete marker, or another version, lies over it. */
export type Unproved = 'missing' | 'damaged' | 'hidden';

export interface ProveOptions extends CallOptions {
  /** Default `checksum`. */
  readonly level?: 'checksum' | 'full';
  readonly bytesOf?: MissingOptions['bytesOf'];
}

/** A whole object that was read. */
export interface ReadObject {
  readonly id: ObjectId;
  readonly bytes: Uint8Array;
}

export interface MissingOptions extends CallOptions {
  /** How many bytes an object has, where the caller knows. */
  readonly sizeOf?: (id: ObjectId) => number | undefined;
  /**
   * The caller's own copy of a blob, where there is one: with it a store may prove, without reading it, what
   * another actor put there. Memory and folder have no use for it.
   */
  readonly bytesOf?: (id: ObjectId) => Promise<AsyncIterable<Uint8Array> | undefined>;
}

export interface RangeOptions extends CallOptions {
  readonly offset?: number;
  readonly length?: number;
}

export interface SessionOptions extends CallOptions {
  /**
   * How files get into a folder store: by `copy`, the default (reflink if it can); a large one on the same file system
   * by `hardlink`; or not at all, only where they lie is noted (`reference`).
   */
  readonly linkMode?: 'copy' | 'hardlink' | 'reference';
  /** The ref, as text, for which files are referred to. */
  readonly referrer?: string;
  /** Worker threads that read and hash; default: the processors, at most 8. */
  readonly workers?: number;
  /**
   * Objects may be seen as soon as they are durable, before `flush`, so that a run after a crash finds them. Only a
   * remote store does so.
   */
  readonly visibleEarly?: boolean;
}

export interface AdoptOptions extends CallOptions {
  /** What is withdrawn: a pack that has one of these is not taken whole. */
  readonly withdrawn?: ReadonlySet<ObjectId>;
  /** Told, as it goes on, of objects that were copied since the last time, and of the bytes that the caller wanted. */
  readonly onCopied?: (more: { readonly objects: number; readonly bytes: number }) => void;
}

/** Takes many objects and makes them durable together. Objects are invisible until `flush` has returned. */
export interface Session {
  /**
   * Begins the session, if nothing has yet: what the store is seen to hold from now on is not freed for good before
   * the session has ended.
   */
  hold(): void;

  /** Takes an object that is in memory; the id is trusted to be its hash (records are encoded by us). */
  put(id: ObjectId, bytes: Uint8Array): void;

  /**
   * Resolves when there is room for more: whoever puts much waits for it now and then, so that a session whose
   * objects leave more slowly than they come holds a bounded part of them.
   */
  room(): Promise<void>;

  /**
   * Takes an object as a stream and re-hashes it: throws `object-damaged` when the bytes are not the id's.
   */
  putStream(id: ObjectId, bytes: AsyncIterable<Uint8Array>, options?: CallOptions): Promise<void>;

  /**
   * Takes those of these objects that another layer of the same store holds, without the bytes passing through the
   * caller. Returns the ones that are taken or that this layer holds already; the caller sends the rest. `flush`
   * makes them durable and visible, and does not count them. A pack that is wanted for the most part is taken whole.
   * Where the other layer has nothing, none are told.
   */
  adopt(from: Layer, ids: readonly ObjectId[], options?: AdoptOptions): Promise<ReadonlySet<ObjectId>>;

  /**
   * Takes a blob from elsewhere at the same server without the bytes passing through the caller, proved by its id.
   * False where this store can't, or where what is there is not the blob any more: the caller sends it then.
   */
  takeFrom(id: BlobId, from: ForeignObject, options?: CallOptions): Promise<boolean>;

  /**
   * Hashes files and takes those bytes that the layer does not hold. A file that changes while it is read is
   * tried again, then reported; nothing of it is kept. Yields results as they are done, in any order.
   */
  ingest(
    root: string,
    files: Iterable<FileToRead>,
    options?: CallOptions & { readonly hashOnly?: boolean },
  ): AsyncIterable<readonly IngestedFile[]>;

  /** Makes all that was taken durable and visible; when it returns, power may fail. */
  flush(): Promise<{ readonly objects: number; readonly bytes: number }>;

  /** Drops what was taken since the last flush, and ends the session. Safe to call twice, and after flush. */
  close(): Promise<void>;
}

/** An object at an S3 server that is not part of a store. */
export interface ForeignObject {
  /** The server; undefined for AWS. */
  readonly endpoint?: string;
  readonly bucket: string;
  readonly key: string;
  readonly size: number;
  /** Which version of it is meant, where the bucket keeps versions. */
  readonly versionId?: string;
  /** What the server calls its content: says whether it is still the same, and nothing of its hash. */
  readonly etag: string;
}

/** A file below the root that is to be hashed and stored. */
export interface FileToRead {
  /** What the caller knows it by; comes back with the result. */
  readonly index: number;
  readonly path: string;
  /** What the scan saw; decides only packed or not and the order of work. */
  readonly size: number;
  /** Other digests wanted of the same pass, by the names and with the texts of `records/digest-stream.ts`. */
  readonly digests?: readonly string[];
  /** Check the gzip stream's own CRC in the same pass. */
  readonly gzip?: boolean;
  /**
   * Take the bytes by copy whatever the session's link mode: the file is not the worktree's own (`path` may lead
   * out of the root with `..` then, because a symlink was followed on purpose).
   */
  readonly foreign?: true;
}

/** What became of a file that was to be read. */
export type IngestedFile =
  | {
      readonly index: number;
      readonly result: 'hashed';
      readonly id: BlobId;
      /** The stat taken after the bytes were read and after linking. */
      readonly stat: FileStat;
      /** Whether the bytes were new to the layer. */
      readonly stored: boolean;
      readonly digests?: Readonly<Record<string, string>>;
      /** Why the gzip stream is damaged. */
      readonly gzipError?: string;
      /** Present when the first bytes are those of an HTML page. */
      readonly looksLikeHtml?: true;
    }
  | { readonly index: number; readonly result: 'changed' | 'vanished' }
  | { readonly index: number; readonly result: 'unreadable'; readonly reason: string };

/** What tells that a file is the one that was hashed. Times in nanoseconds. */
export interface FileStat {
  readonly size: number;
  readonly mtimeNs: bigint;
  readonly ctimeNs: bigint;
  readonly ino: bigint;
  readonly executable: boolean;
  /** True when the worktree file and the store's object are one inode. */
  readonly shared: boolean;
}

/** A file to write below a root. Folders on its way are made. */
export interface FileToWrite {
  readonly index: number;
  readonly path: string;
  readonly blob: BlobId;
  readonly size: number;
  readonly executable: boolean;
}

export interface MaterialiseOptions extends CallOptions {
  readonly linkMode: 'copy' | 'hardlink';
  /**
   * A folder on the file system of `root` for files that are not whole yet; the caller makes it, and removes it
   * with whatever a killed run left there. Default: a folder in `root`, made and removed by the call.
   */
  readonly temporary?: string;
  readonly workers?: number;
}

/** How closely a remote store is looked at: that files are there and as long as they were, by the server's own SHA-256, or all of the bytes. */
export type VerifyLevel = 'exists' | 'checksum' | 'full';

export interface VerifyOptions extends CallOptions {
  /** Default `full`. What the server has no checksum of is read in `checksum` too. */
  readonly level?: VerifyLevel;
}

/** What became of a file that was to be written. */
export type WrittenFile =
  | { readonly index: number; readonly result: 'written'; readonly stat: FileStat }
  | { readonly index: number; readonly result: 'missing' }
  /** It is not to be read any more. */
  | { readonly index: number; readonly result: 'withdrawn' }
  | { readonly index: number; readonly result: 'damaged'; readonly found: string }
  | { readonly index: number; readonly result: 'unwritable'; readonly reason: string };

export type VerifyRow =
  | { readonly kind: 'damaged'; readonly id: ObjectId; readonly found: string; readonly where: string }
  | { readonly kind: 'missing'; readonly id: ObjectId }
  /** A stored file is not what it must be, whatever its objects are: a pack whose index or footer is damaged. */
  | { readonly kind: 'broken'; readonly where: string; readonly reason: string }
  /** A stored file is there, but a delete marker hides it from whoever does not know its version. */
  | { readonly kind: 'hidden'; readonly where: string }
  | { readonly kind: 'progress'; readonly objects: number; readonly bytes: number };

/** Something wrong with the shape of a store. */
export interface StoreProblem {
  /** Where, as a key: `raw/packs/ab/abcd...`. */
  readonly where: string;
  readonly reason: string;
}

/** Numbered entries per subject. Creating the next one, exclusively, is the one way in which a ref moves. */
export interface Logs {
  /** The newest entry of a log, or undefined when there is none. */
  head(layer: Layer, subject: string): Promise<StoredEntry | undefined>;

  /** The newest entries of many logs, keyed `LAYER/SUBJECT`; logs without any are left out. */
  heads(logs: readonly LogName[]): Promise<ReadonlyMap<string, StoredEntry>>;

  /** One entry, or undefined. `seq` counts from 1. */
  read(layer: Layer, subject: string, seq: number): Promise<StoredEntry | undefined>;

  /**
   * Creates entry `seq`; false when somebody else has (the race is lost and nothing was written). Durable when
   * it returns. The caller has made durable whatever the entry names.
   */
  append(layer: Layer, subject: string, seq: number, bytes: Uint8Array): Promise<boolean>;

  /**
   * Creates entries of different logs, each as `append` does and whatever becomes of the others; tells of each whether
   * it was made. All are durable when it returns: a folder makes many of them so together.
   */
  appendAll(entries: readonly NewLogEntry[]): Promise<readonly boolean[]>;

  /**
   * Makes durable the entries that are in a log now, whoever made them: a writer that was killed may not have
   * come to it. For whoever builds on an entry without appending one.
   */
  settle(layer: Layer, subject: string): Promise<void>;

  /** Settles many logs: a folder does so together. */
  settleAll(logs: readonly LogName[]): Promise<void>;

  /** Every subject of the layer that begins with `prefix`, in byte order. */
  subjects(layer: Layer, prefix: string): AsyncIterable<string>;

  /**
   * The subjects whose logs may have grown since `cursor`, and the cursor for the next time. All of them when
   * no cursor is given, or when it can't be trusted (`complete` is true then).
   */
  changes(cursor?: string): Promise<LogChanges>;
}

/** Which log is meant. */
export interface LogName {
  readonly layer: Layer;
  readonly subject: string;
}

/** An entry that is to be made. */
export interface NewLogEntry extends LogName, StoredEntry {}

/** An entry as it is stored; `records` decodes and checks it. */
export interface StoredEntry {
  readonly seq: number;
  readonly bytes: Uint8Array;
}

export interface LogChanges {
  readonly subjects: readonly LogName[];
  readonly cursor: string;
  readonly complete: boolean;
}
