import { sha256 } from '../records/sha256.ts';
import { type StatColumns, SYMLINK } from './file-table.ts';
import { DIGEST_BYTES } from './stat-cache.ts';

/*
 * The file of a stat cache: magic (8 bytes), sha2-256 of all that follows (32), length of the header (4), the header
 * in JSON, padding to 8; then the columns mtime, ctime, inode, size (8 bytes a row each, as this machine has them in
 * memory), digest (32), flags (1); then the paths, in chunks of rows, and the symlink targets, joined by NUL.
 */

/** What a file of a stat cache begins with. */
export const CACHE_MAGIC = Buffer.from('dlakest1');
/** Where the part begins that is hashed. */
export const HASHED_FROM = CACHE_MAGIC.length + DIGEST_BYTES;
/** Where the header begins. */
export const HEADER_FROM = HASHED_FROM + 4;
/** Rows whose paths make one text, so that threads can each decode their own. */
export const CHUNK_ROWS = 1024;
/** Whether this machine has the low byte of a number first. */
export const LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** Path, then nothing, or a target, or digest and size and whether it is executable. */
export type CachedEntry =
  | readonly [string]
  | readonly [string, string]
  | readonly [string, string, number, boolean];

/** The header of a stat cache's file. */
export interface CacheHeader {
  readonly rows: number;
  /** The bytes of each chunk of paths. */
  readonly pathBytes: readonly number[];
  readonly targetBytes: number;
  readonly littleEndian: boolean;
  readonly base?: HeaderBase | undefined;
  readonly listing?: HeaderListing | undefined;
}

interface HeaderBase {
  readonly manifest: string;
  readonly only?: readonly string[];
  readonly differs: readonly CachedEntry[];
}

interface HeaderListing {
  readonly rules: string;
  readonly folders: readonly HeaderFolder[];
}

/** A listed folder: prefix, number of names, their digest where it matters, its stamp where there is one. */
export type HeaderFolder = readonly [string, number, string, string];

/** A stat cache as it lies in its file: columns are views of the bytes, paths are decoded when they are asked for. */
export interface CacheView extends StatColumns {
  readonly header: CacheHeader;
  readonly digests: Uint8Array;
  readonly chunks: number;
  readonly pathsOf: (chunk: number) => readonly string[];
  /** By row, for symlinks. */
  readonly targets: () => ReadonlyMap<number, string>;
}

/** The cache in these bytes, or undefined when they are not those of a whole one made on such a machine. */
export function checkedCacheView(bytes: Uint8Array): CacheView | undefined {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (file.length < HEADER_FROM || !file.subarray(0, CACHE_MAGIC.length).equals(CACHE_MAGIC))
    return undefined;
  if (!file.subarray(CACHE_MAGIC.length, HASHED_FROM).equals(sha256(file.subarray(HASHED_FROM))))
    return undefined;
  const view = cacheView(bytes);
  return view.header.littleEndian === LITTLE_ENDIAN ? view : undefined;
}

/** The cache in bytes that were checked; they begin at a multiple of 8 in their buffer. */
export function cacheView({ buffer, byteOffset, length }: Uint8Array): CacheView {
  const file = Buffer.from(buffer, byteOffset, length);
  const jsonLength = file.readUInt32LE(HASHED_FROM);
  const header = JSON.parse(file.toString('utf8', HEADER_FROM, HEADER_FROM + jsonLength)) as CacheHeader;
  const { rows, pathBytes, targetBytes } = header;
  let at = byteOffset + aligned(HEADER_FROM + jsonLength);
  const take = (bytes: number): number => {
    at += bytes;
    return at - bytes;
  };
  const columns = {
    mtimeNs: new BigInt64Array(buffer, take(8 * rows), rows),
    ctimeNs: new BigInt64Array(buffer, take(8 * rows), rows),
    ino: new BigUint64Array(buffer, take(8 * rows), rows),
    size: new Float64Array(buffer, take(8 * rows), rows),
    digests: new Uint8Array(buffer, take(DIGEST_BYTES * rows), DIGEST_BYTES * rows),
    flags: new Uint8Array(buffer, take(rows), rows),
  };
  const starts = pathBytes.map(take);
  const targetsAt = take(targetBytes);
  const text = (from: number, bytes: number) => Buffer.from(buffer, from, bytes).toString('utf8').split('\0');
  return {
    ...columns,
    header,
    chunks: pathBytes.length,
    pathsOf: (chunk) => text(starts[chunk]!, pathBytes[chunk]!),
    targets: () => targetsByRow(columns.flags, text(targetsAt, targetBytes)),
  };
}

/** The next multiple of 8: where columns may begin. */
export const aligned = (at: number): number => Math.ceil(at / 8) * 8;

function targetsByRow(flags: Uint8Array, targets: readonly string[]): ReadonlyMap<number, string> {
  const byRow = new Map<number, string>();
  for (let row = flags.indexOf(SYMLINK); row !== -1; row = flags.indexOf(SYMLINK, row + 1)) {
    byRow.set(row, targets[byRow.size]!);
  }
  return byRow;
}
