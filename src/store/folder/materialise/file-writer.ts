import { type BigIntStats, closeSync, lstatSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { threadId } from 'node:worker_threads';
import { DlakeError } from '../../../errors.ts';
import { sha256 } from '../../../records/sha256.ts';
import { makeFolder } from '../../writing/make-folder.ts';
import { SafeFolders } from '../../writing/safe-folders.ts';
import { errnoOf, isFull, writeFailure } from '../failure.ts';
import type { Extent, LayerIndex } from '../layer-index.ts';
import { DIGEST_BYTES, oneBlob } from '../pack-cache/wanted.ts';
import { PackWindow, usefulEnds } from '../pack-window.ts';
import { copyBlob, linkBlob, type Made, type NotMade } from './blob-file.ts';
import { SHARED, type WriteRequest, type WriteResults, Written } from './write-messages.ts';

/** What became of one file. */
type Row = { readonly stat: BigIntStats; readonly shared: boolean } | NotMade;

/** Writes files from a layer's objects, in one thread; each is whole and checked before it has its name. */
export class FileWriter {
  readonly #index: LayerIndex;
  readonly #stopped: () => boolean;
  readonly #window = new PackWindow();
  #folders: { readonly root: string; readonly safe: SafeFolders } | undefined;
  #made = 0;

  constructor(index: LayerIndex, stopped: () => boolean) {
    this.#index = index;
    this.#stopped = stopped;
  }

  /** Writes the files of a request. Throws `interrupted`, and `disk-full`; what else fails is in the results. */
  async write(request: WriteRequest): Promise<WriteResults> {
    const { paths } = request;
    const count = paths.length;
    const flags = new Uint8Array(count);
    const sizes = new Float64Array(count);
    const stats = new BigInt64Array(count * 3);
    const remarks = new Map<number, string>();
    const { offsets, lengths, sourceOf } = request;
    const until = usefulEnds(offsets, lengths, (row) => sourceOf[row] === sourceOf[row + 1]);
    try {
      for (let row = 0; row < count; row++) {
        if (this.#stopped()) throw new DlakeError('interrupted', {});
        const done = await this.#row(request, row, paths[row] as string, until[row] as number);
        if ('failed' in done) {
          flags[row] = Written[done.failed];
          remarks.set(row, done.remark);
          continue;
        }
        flags[row] = Written.written | (done.shared ? SHARED : 0);
        sizes[row] = Number(done.stat.size);
        stats.set([done.stat.mtimeNs, done.stat.ctimeNs, done.stat.ino], row * 3);
      }
    } finally {
      this.#window.close();
    }
    return { flags, sizes, stats, remarks };
  }

  async #row(request: WriteRequest, row: number, path: string, until: number): Promise<Row> {
    const target = `${request.root}/${path}`;
    let part: string | undefined;
    try {
      part = this.#freshPath(request.temporary);
      this.#foldersOf(request.root).makeFor(path);
      const done = await this.#make(request, row, part, until);
      if ('failed' in done) return done;
      renameSync(part, target);
      // A rename does nothing where both names are of one file.
      if (done.shared) rmSync(part, { force: true });
      return { stat: lstatSync(target, { bigint: true }), shared: done.shared };
    } catch (error) {
      if (part !== undefined) rmSync(part, { force: true });
      if (error instanceof DlakeError) throw error;
      if (isFull(error)) throw writeFailure(error, target);
      return { failed: 'unwritable', remark: (error as Error).message };
    }
  }

  /** Puts the file under its temporary name, from any place where its blob lies whole. */
  async #make(request: WriteRequest, row: number, part: string, until: number): Promise<Made> {
    const first = extentOf(request, row);
    const made = await this.#from(first, request, row, part, until);
    // A blob that the layer was not known to hold has no copies either.
    if (!('failed' in made) || (made.failed === 'missing' && !first.packed)) return made;
    for (const other of this.#index.copies(oneBlob(digestOf(request, row)))) {
      if (other.path === first.path && other.offset === first.offset) continue;
      const copy = await this.#from(other, request, row, part, other.offset + other.length);
      if (!('failed' in copy)) return copy;
    }
    return made;
  }

  async #from(
    extent: Extent,
    request: WriteRequest,
    row: number,
    part: string,
    until: number,
  ): Promise<Made> {
    const digest = digestOf(request, row);
    const executable = request.executable[row] === 1;
    if (!extent.packed) {
      const linked =
        request.linkMode === 'hardlink' &&
        (await linkBlob(extent.path, part, digest, executable, this.#stopped));
      return linked || copyBlob(extent.path, part, digest, executable, this.#stopped);
    }
    const bytes = this.#read(extent, until);
    if (bytes === undefined) return { failed: 'missing', remark: '' };
    if (typeof bytes === 'string') return { failed: 'damaged', remark: bytes };
    const found = sha256(bytes);
    if (!found.equals(digest)) return { failed: 'damaged', remark: found.toString('hex') };
    writeWhole(part, bytes, executable);
    return { shared: false };
  }

  /** The bytes of an extent; why they can't be read; or undefined when they are gone. */
  #read(extent: Extent, until: number): Buffer | string | undefined {
    try {
      return this.#window.piece(extent.path, extent.offset, extent.length, until);
    } catch (error) {
      if (errnoOf(error) === undefined) throw error;
      return (error as Error).message;
    }
  }

  /** A path in this thread's own folder: threads that make files in one folder wait for each other. */
  #freshPath(temporary: string): string {
    // Not `join`, which looks at each letter of a long path, for every file.
    const folder = `${temporary}/${threadId}`;
    if (this.#made === 0) makeFolder(folder);
    this.#made += 1;
    return `${folder}/${this.#made}`;
  }

  #foldersOf(root: string): SafeFolders {
    if (this.#folders?.root !== root) this.#folders = { root, safe: new SafeFolders(root) };
    return this.#folders.safe;
  }
}

function extentOf(request: WriteRequest, row: number): Extent {
  return {
    path: request.sources[request.sourceOf[row] as number] as string,
    offset: request.offsets[row] as number,
    length: request.lengths[row] as number,
    packed: request.packed[row] === 1,
  };
}

function digestOf(request: WriteRequest, row: number): Buffer {
  const { digests } = request;
  return Buffer.from(digests.buffer, digests.byteOffset + row * DIGEST_BYTES, DIGEST_BYTES);
}

function writeWhole(path: string, bytes: Uint8Array, executable: boolean): void {
  const file = openSync(path, 'wx', executable ? 0o777 : 0o666);
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
  } finally {
    closeSync(file);
  }
}
