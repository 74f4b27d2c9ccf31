import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { isDlakeError } from '../../errors.ts';
import { type BlobId, blobId, type ObjectId } from '../../records/ids.ts';
import { sha256Stream } from '../../records/sha256.ts';
import type { FileToRead, IngestedFile } from '../contract.ts';
import { HTML_HEAD, looksLikeHtml } from '../reading/html.ts';
import { failureOf, READ_TRIES, readFile, readFlags } from '../reading/read-file.ts';
import { LARGE_BYTES } from './large-blob.ts';

const BATCH_FILES = 256;
const BATCH_BYTES = 8 * 1024 * 1024;
const READ_BYTES = 256 * 1024;

/** What is done with what files hold. */
export interface Ingesting {
  check(): void;
  missing(ids: readonly ObjectId[]): Promise<ReadonlySet<ObjectId>>;
  /** Whether this session has not taken the object before. */
  isNew(id: ObjectId): boolean;
  pack(id: ObjectId, bytes: Uint8Array): Promise<void>;
  /** Sends a large blob; throws `object-damaged` when the bytes are not the id's. */
  send(id: BlobId, stream: AsyncIterable<Uint8Array>): Promise<void>;
}

type Hashed = Extract<IngestedFile, { readonly result: 'hashed' }>;
interface Read {
  readonly file: FileToRead;
  readonly done: IngestedFile;
  /** Of a small file. */
  readonly bytes?: Buffer;
}

/**
 * Hashes files and takes those bytes that the layer does not hold: small ones as they were hashed, large ones in a
 * second pass that hashes again.
 */
export async function* ingestFiles(
  root: string,
  files: Iterable<FileToRead>,
  hashOnly: boolean,
  into: Ingesting,
): AsyncIterable<readonly IngestedFile[]> {
  into.check();
  let batch: Read[] = [];
  let bytes = 0;
  for (const file of files) {
    into.check();
    const read = await hash(root, file);
    batch.push(read);
    bytes += read.bytes?.length ?? BATCH_BYTES;
    if (batch.length < BATCH_FILES && bytes < BATCH_BYTES) continue;
    yield await take(root, batch, hashOnly, into);
    batch = [];
    bytes = 0;
  }
  if (batch.length > 0) yield await take(root, batch, hashOnly, into);
}

async function take(
  root: string,
  batch: readonly Read[],
  hashOnly: boolean,
  into: Ingesting,
): Promise<readonly IngestedFile[]> {
  if (hashOnly) return batch.map(({ done }) => done);
  const ids = batch.flatMap(({ done }) => (done.result === 'hashed' ? [done.id] : []));
  const missing = await into.missing(ids);
  const results: IngestedFile[] = [];
  for (const { file, done, bytes } of batch) {
    into.check();
    if (done.result !== 'hashed' || !missing.has(done.id) || !into.isNew(done.id)) results.push(done);
    else if (bytes === undefined) results.push(await takeLarge(root, file, done, into));
    else {
      await into.pack(done.id, bytes);
      results.push({ ...done, stored: true });
    }
  }
  return results;
}

async function takeLarge(
  root: string,
  file: FileToRead,
  hashed: Hashed,
  into: Ingesting,
): Promise<IngestedFile> {
  let done: IngestedFile = hashed;
  for (let tried = 0; tried < READ_TRIES; tried++) {
    if (done.result !== 'hashed') return done;
    try {
      await into.send(done.id, contentOf(root, file));
      return { ...done, stored: true };
    } catch (error) {
      if (!isDlakeError(error, 'object-damaged')) {
        const { syscall } = error as NodeJS.ErrnoException;
        if (syscall !== undefined && !isDlakeError(error)) return { index: file.index, ...failureOf(error) };
        throw error;
      }
    }
    // It changed between the two passes.
    done = (await hash(root, file)).done;
  }
  return { index: file.index, result: 'changed' };
}

async function hash(root: string, file: FileToRead): Promise<Read> {
  let pieces: Buffer[] = [];
  let head = Buffer.alloc(0);
  let length = 0;
  let sum = sha256Stream();
  const result = await readFile(join(root, file.path), file, {
    restart: () => {
      pieces = [];
      head = Buffer.alloc(0);
      length = 0;
      sum = sha256Stream();
    },
    piece: (bytes) => {
      sum.update(bytes);
      if (length === 0) head = Buffer.from(bytes.subarray(0, HTML_HEAD));
      length += bytes.length;
      if (length < LARGE_BYTES) pieces.push(Buffer.from(bytes));
      else pieces = [];
    },
  });
  const { index } = file;
  if (result.result !== 'read') return { file, done: { index, ...result } };
  const done: Hashed = {
    index,
    result: 'hashed',
    id: blobId(sum.hex()),
    stat: result.stat,
    stored: false,
    ...result.found,
    ...(looksLikeHtml(head) && { looksLikeHtml: true }),
  };
  return { file, done, ...(length < LARGE_BYTES && { bytes: Buffer.concat(pieces) }) };
}

async function* contentOf(root: string, file: FileToRead): AsyncIterable<Uint8Array> {
  const handle = await open(join(root, file.path), readFlags(file.foreign === true));
  try {
    const buffer = Buffer.allocUnsafe(READ_BYTES);
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, buffer.length);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}
