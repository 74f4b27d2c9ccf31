import { DlakeError } from '../errors.ts';
import type { CallOptions, FileStat, FileToRead, IngestedFile, Session } from '../store/contract.ts';
import type { WorkProgress } from '../store/work-progress.ts';
import { EXECUTABLE, type FileTable, FOREIGN, SETTLED, SHARED } from './file-table.ts';
import type { Listing } from './listing.ts';
import { DIGEST_BYTES } from './stat-cache.ts';
import type { Survey } from './survey.ts';
import { setDigest } from './table-entry.ts';

/** What is wanted of a file besides its id. */
export type FileWants = Pick<FileToRead, 'digests' | 'gzip'>;

export interface HashOptions extends CallOptions {
  /** Rows to be hashed. */
  readonly rows: readonly number[];
  /** Only hash, take nothing into the store. */
  readonly hashOnly: boolean;
  /** By the file system's clock, when hashing began. */
  readonly since: bigint;
  readonly wants?: (path: string) => FileWants | undefined;
  readonly onProgress?: (done: WorkProgress) => void;
}

/** What else came out while a file was hashed. */
export type FileFindings = Pick<
  IngestedFile & { readonly result: 'hashed' },
  'digests' | 'gzipError' | 'looksLikeHtml'
>;

/** Why a file could not be hashed. */
export type FileFailure = DlakeError<'file-changed' | 'file-unreadable'>;

/** A folder with the digest of every file. */
export interface HashedFolder {
  /** The survey's rows; those hashed with the stat that goes with the digest. */
  readonly table: FileTable;
  /** The sha2-256 of each row; zeroes for symlinks and failures. */
  readonly digests: Uint8Array;
  /** By row, why there is no digest. */
  readonly failures: ReadonlyMap<number, FileFailure>;
  /** Rows whose files have gone since they were listed. */
  readonly gone: ReadonlySet<number>;
  readonly findings: ReadonlyMap<number, FileFindings>;
  /** Rows whose bytes are new to the store and were copied there, not linked. */
  readonly copied: ReadonlySet<number>;
  /** The survey's. */
  readonly listing: Listing | undefined;
}

/** Hashes files of a surveyed folder with a session of the store, and takes the other digests from the stat cache. */
export async function hashFiles(
  root: string,
  survey: Survey,
  session: Pick<Session, 'ingest'>,
  { rows, hashOnly, since, wants, onProgress, signal }: HashOptions,
): Promise<HashedFolder> {
  const digests = vouchedDigests(survey);
  const table = ownTable(survey);
  const failures = new Map<number, FileFailure>();
  const gone = new Set<number>();
  const findings = new Map<number, FileFindings>();
  const copied = new Set<number>();
  const files = filesToRead(survey, rows, wants);
  const progress = { objects: 0, ofObjects: rows.length, bytes: 0, ofBytes: 0 };
  for (const row of rows) progress.ofBytes += table.size[row]!;
  for await (const results of session.ingest(root, files, { hashOnly, ...(signal && { signal }) })) {
    for (const result of results) {
      const row = result.index;
      const path = table.paths[row]!;
      progress.objects += 1;
      progress.bytes += table.size[row]!;
      if (result.result === 'vanished') gone.add(row);
      else if (result.result === 'changed') failures.set(row, new DlakeError('file-changed', { path }));
      else if (result.result === 'unreadable') {
        failures.set(row, new DlakeError('file-unreadable', { path, reason: result.reason }));
      }
      if (result.result !== 'hashed') continue;
      setDigest(digests, row, result.id);
      setStat(table, row, result.stat, since);
      if (result.stored && !result.stat.shared) copied.add(row);
      const { digests: others, gzipError, looksLikeHtml } = result;
      const tells = others !== undefined || gzipError !== undefined || looksLikeHtml === true;
      if (tells || wants?.(path)?.gzip === true) findings.set(row, result);
    }
    onProgress?.(progress);
  }
  return { table, digests, failures, gone, findings, copied, listing: survey.listing };
}

function* filesToRead(
  { table, foreign }: Survey,
  rows: readonly number[],
  wants: HashOptions['wants'],
): Iterable<FileToRead> {
  for (const index of rows) {
    const path = table.paths[index]!;
    const behind = foreign.get(index);
    yield {
      index,
      path: behind ?? path,
      size: table.size[index]!,
      ...wants?.(path),
      ...(behind !== undefined && { foreign: true }),
    };
  }
}

/** The digests that the cache vouches for, copied in runs of neighbours. */
function vouchedDigests({ table, match, cache }: Survey): Uint8Array {
  const { vouched } = match;
  const digests = new Uint8Array(table.paths.length * DIGEST_BYTES);
  for (let row = 0; row < vouched.length; ) {
    const start = row;
    const at = vouched[row]!;
    do row++;
    while (at !== -1 && row < vouched.length && vouched[row] === at + (row - start));
    if (at === -1 || cache === undefined) continue;
    const run = cache.digests.subarray(at * DIGEST_BYTES, (at + row - start) * DIGEST_BYTES);
    digests.set(run, start * DIGEST_BYTES);
  }
  return digests;
}

/** The survey's table with columns of its own, in which vouched rows have the cache's marks. */
function ownTable({ table, match, cache }: Survey): FileTable {
  const flags = table.flags.slice();
  for (const [row, at] of match.vouched.entries()) {
    if (at !== -1 && cache !== undefined) flags[row]! |= cache.table.flags[at]! & (SETTLED | SHARED);
  }
  return {
    ...table,
    flags,
    size: table.size.slice(),
    mtimeNs: table.mtimeNs.slice(),
    ctimeNs: table.ctimeNs.slice(),
    ino: table.ino.slice(),
  };
}

/** Takes over a stat that goes with a digest, and tells whether it can vouch for it from now on. */
export function setStat(table: FileTable, row: number, stat: FileStat, since: bigint): void {
  table.size[row] = stat.size;
  table.mtimeNs[row] = stat.mtimeNs;
  table.ctimeNs[row] = stat.ctimeNs;
  table.ino[row] = stat.ino;
  table.flags[row] =
    (table.flags[row]! & FOREIGN) | (stat.executable ? EXECUTABLE : 0) | (stat.shared ? SHARED : 0);
  settle(table, row, since);
}

/** Lets a stat vouch for its digest when the file was last written before `since`, by the file system's clock. */
export function settle(table: FileTable, row: number, since: bigint): void {
  const shared = (table.flags[row]! & SHARED) !== 0;
  if (table.mtimeNs[row]! < since && (shared || table.ctimeNs[row]! < since)) table.flags[row]! |= SETTLED;
}
