import { type BigIntStats, closeSync, fstatSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { threadId } from 'node:worker_threads';
import { DlakeError } from '../../../errors.ts';
import { sha256 } from '../../../records/sha256.ts';
import { DigestSet } from '../../digest-set.ts';
import { sameFile } from '../../reading/file-stat.ts';
import { HTML_HEAD, looksLikeHtml } from '../../reading/html.ts';
import { Inspection } from '../../reading/inspection.ts';
import { failureOf, READ_TRIES, readFlags } from '../../reading/read-file.ts';
import { settledStat } from '../../reading/settled-stat.ts';
import { writeFailure, writing } from '../failure.ts';
import type { LayerIndex } from '../layer-index.ts';
import { PackBuilder } from '../pack-builder.ts';
import { fillFrom } from '../pack-file.ts';
import { objectMode, type Sharing } from '../sharing.ts';
import type { IngestRequest, IngestResults, Wish } from './ingest-messages.ts';
import { type FileRow, type HashedRow, IngestTable } from './ingest-table.ts';
import { LARGE_BYTES, LargeFiles } from './large-files.ts';
import type { TakenObjects } from './taken-objects.ts';

const CID_PREFIX = Buffer.from('01551220', 'hex');
const NO_WISH: Wish = {};

/** Hashes files and takes what the layer does not hold, in one thread, with synchronous calls. */
export class Ingestor {
  readonly #stopped: () => boolean;
  readonly #index: LayerIndex;
  readonly #builder: PackBuilder;
  readonly #large: LargeFiles;
  readonly #taken = new DigestSet();
  readonly #cid = Buffer.concat([CID_PREFIX, Buffer.alloc(32)]);
  #into: string | undefined;
  #made = 0;

  constructor(index: LayerIndex, sharing: Sharing, stopped: () => boolean) {
    this.#stopped = stopped;
    this.#index = index;
    const freshPath = () => this.#freshPath();
    this.#builder = new PackBuilder(freshPath, objectMode(sharing));
    this.#large = new LargeFiles(index, this.#taken, freshPath, sharing, stopped);
  }

  /** Hashes and takes the files of a request, one after another. Throws `interrupted` when it is told to stop. */
  async ingest(request: IngestRequest): Promise<IngestResults> {
    this.#into = request.into;
    const table = new IngestTable(request.paths.length);
    for (const [row, name] of request.paths.entries()) {
      if (this.#stopped()) throw new DlakeError('interrupted', {});
      const path = `${request.root}/${name}`;
      const wish = request.wishes.get(row);
      // Only what needs it is awaited: a promise for each small file would cost more than its hash.
      const done = wish === undefined ? this.#plain(path, request) : await this.#special(path, request, wish);
      table.add(row, done ?? (await this.#special(path, request, NO_WISH)));
    }
    return table.columns();
  }

  /** Makes what was taken durable but for its final names. */
  async finish(): Promise<TakenObjects> {
    try {
      return { packs: await this.#builder.finish(), blobs: await this.#large.finish() };
    } catch (error) {
      throw writeFailure(error, this.#index.layerFolder);
    }
  }

  /** Forgets what was taken since `finish`; the files are the session's to remove. */
  async abandon(): Promise<void> {
    this.#taken.clear();
    await this.#builder.abandon();
    await this.#large.abandon();
  }

  /** A small file of which nothing but its id is wanted; undefined when it is not small or does not hold still. */
  #plain(path: string, request: IngestRequest): FileRow | undefined {
    let file: number | undefined;
    try {
      file = openSync(path, readFlags(false));
      const before = settledStat(file);
      if (!before.isFile()) return NOT_A_FILE;
      if (before.size >= LARGE_BYTES) return undefined;
      const bytes = this.#fill(file, Number(before.size));
      const after = fstatSync(file, BIGINT);
      return isWhole(bytes, before, after) ? this.#keep(bytes, after, request) : undefined;
    } catch (error) {
      return failureOf(error);
    } finally {
      if (file !== undefined) closeSync(file);
    }
  }

  async #special(path: string, request: IngestRequest, wish: Wish): Promise<FileRow> {
    for (let tried = 0; tried < READ_TRIES; tried++) {
      const done = await this.#once(path, request, wish);
      if (!('result' in done) || done.result !== 'changed') return done;
    }
    return { result: 'changed' };
  }

  async #once(path: string, request: IngestRequest, wish: Wish): Promise<FileRow> {
    let file: number | undefined;
    try {
      file = openSync(path, readFlags(wish.foreign === true));
      const before = settledStat(file);
      if (!before.isFile()) return NOT_A_FILE;
      if (before.size >= LARGE_BYTES) return await this.#large.take({ file, path, before }, request, wish);
      const inspection = new Inspection(wish);
      const bytes = this.#fill(file, Number(before.size));
      await inspection.write(bytes);
      const found = await inspection.end();
      const after = fstatSync(file, BIGINT);
      return isWhole(bytes, before, after)
        ? { ...this.#keep(bytes, after, request), found }
        : { result: 'changed' };
    } catch (error) {
      return failureOf(error);
    } finally {
      if (file !== undefined) closeSync(file);
    }
  }

  /** The bytes of a file, and one more when it is longer than it was. */
  #fill(file: number, size: number): Buffer {
    const room = writing(this.#index.layerFolder, () => this.#builder.room(size));
    return room.subarray(0, fillFrom(file, room, 0));
  }

  #keep(bytes: Buffer, stat: BigIntStats, request: IngestRequest): HashedRow {
    const digest = sha256(bytes);
    const stored = request.into !== undefined && this.#isNew(digest);
    if (stored) {
      this.#cid.set(digest, CID_PREFIX.length);
      writing(this.#index.layerFolder, () => this.#builder.keep(this.#cid, bytes.length));
    }
    return { digest, stat, stored, shared: false, html: looksLikeHtml(bytes.subarray(0, HTML_HEAD)) };
  }

  #isNew(digest: Buffer): boolean {
    return this.#taken.add(digest) && !this.#index.isPacked(digest);
  }

  #freshPath(): string {
    this.#made += 1;
    return join(this.#into as string, `${threadId}-${this.#made}`);
  }
}

const BIGINT = { bigint: true } as const;
const NOT_A_FILE = { result: 'unreadable', reason: 'not a regular file' } as const;

function isWhole(bytes: Buffer, before: BigIntStats, after: BigIntStats): boolean {
  return bytes.length === Number(after.size) && sameFile(before, after);
}
