import { blobId } from '../../../records/ids.ts';
import type { FileToRead, IngestedFile } from '../../contract.ts';
import { Flag, type IngestRequest, type IngestResults, Outcome, type Wish } from './ingest-messages.ts';
import { LARGE_BYTES } from './large-files.ts';

/** Files that one thread reads before it reports. */
const BATCH_FILES = 64;
const BATCH_BYTES = 8 * 1024 * 1024;
/** What a small file costs besides its bytes, in bytes of hashing. */
const FILE_WEIGHT = 16 * 1024;

/** Files for one request, and how much work they are. */
export interface Batch {
  readonly files: readonly FileToRead[];
  readonly weight: number;
}

/** Cuts files into batches; those of a list begin with its large files, so that none is left for the end. */
export function* batchesOf(files: Iterable<FileToRead>): Iterable<Batch> {
  let batch: FileToRead[] = [];
  let weight = 0;
  for (const file of largeFirst(files)) {
    batch.push(file);
    weight += file.size + FILE_WEIGHT;
    if (batch.length < BATCH_FILES && weight < BATCH_BYTES && file.size < LARGE_BYTES) continue;
    yield { files: batch, weight };
    batch = [];
    weight = 0;
  }
  if (batch.length > 0) yield { files: batch, weight };
}

/** The request for a batch. */
export function requestOf(
  files: readonly FileToRead[],
  how: Pick<IngestRequest, 'root' | 'into' | 'linkMode'>,
  hashFirst: (size: number) => boolean,
): IngestRequest {
  const wishes = new Map<number, Wish>();
  files.forEach((file, row) => {
    const { digests, gzip, foreign } = file;
    const first = file.size >= LARGE_BYTES && hashFirst(file.size);
    if (digests || gzip || foreign || first) wishes.set(row, { digests, gzip, foreign, hashFirst: first });
  });
  return { ...how, paths: files.map((file) => file.path), wishes };
}

/** The results of a batch, each by itself. `isFirst` says whether no other thread took the bytes with this digest before. */
export function ingestedOf(
  files: readonly FileToRead[],
  results: IngestResults,
  isFirst: (digests: Buffer, at: number) => boolean,
): IngestedFile[] {
  const digests = Buffer.from(results.digests.buffer, results.digests.byteOffset, results.digests.byteLength);
  return files.map(({ index }, row) => {
    const flags = results.flags[row] as number;
    const remark = results.remarks.get(row);
    const outcome = flags & Outcome.mask;
    if (outcome === Outcome.changed) return { index, result: 'changed' };
    if (outcome === Outcome.vanished) return { index, result: 'vanished' };
    if (outcome === Outcome.unreadable) return { index, result: 'unreadable', reason: remark?.reason ?? '' };
    return {
      index,
      result: 'hashed',
      id: blobId(digests.toString('hex', row * 32, row * 32 + 32)),
      stat: {
        size: results.sizes[row] as number,
        mtimeNs: results.stats[row * 3] as bigint,
        ctimeNs: results.stats[row * 3 + 1] as bigint,
        ino: results.stats[row * 3 + 2] as bigint,
        executable: (flags & Flag.executable) !== 0,
        shared: (flags & Flag.shared) !== 0,
      },
      stored: (flags & Flag.stored) !== 0 && isFirst(digests, row * 32),
      ...(remark?.digests && { digests: remark.digests }),
      ...(remark?.gzipError !== undefined && { gzipError: remark.gzipError }),
      ...(flags & Flag.html && { looksLikeHtml: true as const }),
    };
  });
}

function* largeFirst(files: Iterable<FileToRead>): Iterable<FileToRead> {
  if (!Array.isArray(files)) {
    yield* files;
    return;
  }
  const list: readonly FileToRead[] = files;
  for (const file of list) if (file.size >= LARGE_BYTES) yield file;
  for (const file of list) if (file.size < LARGE_BYTES) yield file;
}
