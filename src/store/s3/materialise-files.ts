import { rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { isDlakeError } from '../../errors.ts';
import type { BlobId } from '../../records/ids.ts';
import type { Layer } from '../../records/layers.ts';
import { throwIfAborted } from '../abort.ts';
import type { FileToWrite, MaterialiseOptions, WrittenFile } from '../contract.ts';
import { inFlight } from '../in-flight.ts';
import { placeFile } from '../writing/place-file.ts';
import { SafeFolders } from '../writing/safe-folders.ts';
import { TemporaryFolder } from '../writing/temporary-folder.ts';
import { writeReason } from '../writing/write-reason.ts';
import { LARGE_BYTES } from './large-blob.ts';
import { objectStream } from './object-stream.ts';
import { readObjects } from './read-objects.ts';
import type { S3Context } from './store-context.ts';

/** Files that are looked up at once. */
const SLICE = 16_384;
const LARGE_FILES = 4;

/** Writes files of a layer below a folder; results come as they are done. */
export async function* materialiseFiles(
  context: S3Context,
  layer: Layer,
  root: string,
  files: Iterable<FileToWrite>,
  options: MaterialiseOptions,
): AsyncIterable<readonly WrittenFile[]> {
  throwIfAborted(options.signal);
  const temporary = new TemporaryFolder(root, options.temporary);
  const writer = new Writer(root, temporary.path);
  try {
    for (const slice of slicesOf(files)) {
      throwIfAborted(options.signal);
      const [large, small] = [slice.filter(isLarge), slice.filter((file) => !isLarge(file))];
      yield* writeSmall(context, layer, small, writer, options);
      const tasks = large.map((file) => async () => [
        await writeLarge(context, layer, file, writer, options),
      ]);
      yield* inFlight(tasks, LARGE_FILES);
      throwIfAborted(options.signal);
    }
  } finally {
    temporary.remove();
  }
}

const isLarge = ({ size }: FileToWrite) => size >= LARGE_BYTES;

async function* writeSmall(
  context: S3Context,
  layer: Layer,
  files: readonly FileToWrite[],
  writer: Writer,
  options: MaterialiseOptions,
): AsyncIterable<readonly WrittenFile[]> {
  const byBlob = new Map<BlobId, FileToWrite[]>();
  for (const file of files) byBlob.set(file.blob, [...(byBlob.get(file.blob) ?? []), file]);
  const ids = [...byBlob.keys()];
  for await (const batch of readObjects(context, layer, ids, options)) {
    const results: WrittenFile[] = [];
    for (const object of batch) {
      const of = byBlob.get(object.id as BlobId) ?? [];
      byBlob.delete(object.id as BlobId);
      for (const file of of) {
        throwIfAborted(options.signal);
        if ('bytes' in object) results.push(writer.write(file, object.bytes));
        else results.push({ index: file.index, result: 'damaged', found: object.found });
      }
    }
    yield results;
    throwIfAborted(options.signal);
  }
  const missing = [...byBlob.values()].flat();
  if (missing.length > 0) yield missing.map(({ index }) => ({ index, result: 'missing' }));
}

async function writeLarge(
  context: S3Context,
  layer: Layer,
  file: FileToWrite,
  writer: Writer,
  options: MaterialiseOptions,
): Promise<WrittenFile> {
  const { index } = file;
  const how = options.signal === undefined ? {} : { signal: options.signal };
  const stream = await objectStream(context, layer, file.blob, how);
  if (stream === undefined) return { index, result: 'missing' };
  try {
    return await writer.writeStream(file, stream);
  } catch (error) {
    if (!isDlakeError(error, 'object-damaged')) throw error;
    return { index, result: 'damaged', found: error.data.found };
  }
}

/** Writes files under temporary names and gives them their own when they are whole. */
class Writer {
  readonly #root: string;
  readonly #temporary: string;
  readonly #folders: SafeFolders;
  #made = 0;

  constructor(root: string, temporary: string) {
    this.#root = root;
    this.#temporary = temporary;
    this.#folders = new SafeFolders(root);
  }

  write(file: FileToWrite, bytes: Uint8Array): WrittenFile {
    const part = this.#freshPath();
    try {
      writeFileSync(part, bytes);
      return placeFile(this.#root, this.#folders, file, part);
    } catch (error) {
      return unwritable(file, error);
    }
  }

  async writeStream(file: FileToWrite, stream: AsyncIterable<Uint8Array>): Promise<WrittenFile> {
    const part = this.#freshPath();
    try {
      const handle = await open(part, 'wx');
      try {
        for await (const piece of stream) await handle.writeFile(piece);
      } finally {
        await handle.close();
      }
      return placeFile(this.#root, this.#folders, file, part);
    } catch (error) {
      rmSync(part, { force: true });
      return unwritable(file, error);
    }
  }

  #freshPath(): string {
    this.#made += 1;
    return join(this.#temporary, String(this.#made));
  }
}

function unwritable({ index }: FileToWrite, error: unknown): WrittenFile {
  const { syscall } = error as NodeJS.ErrnoException;
  if (isDlakeError(error) || syscall === undefined) throw error;
  return { index, result: 'unwritable', reason: writeReason(error) };
}

function* slicesOf(files: Iterable<FileToWrite>): Iterable<readonly FileToWrite[]> {
  let slice: FileToWrite[] = [];
  for (const file of files) {
    slice.push(file);
    if (slice.length < SLICE) continue;
    yield slice;
    slice = [];
  }
  if (slice.length > 0) yield slice;
}
