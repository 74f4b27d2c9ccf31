import { type BigIntStats, fstatSync, lstatSync, statSync, unlinkSync } from 'node:fs';
import type { DigestSet } from '../../digest-set.ts';
import { sameFile } from '../../reading/file-stat.ts';
import { type Found, Inspection, isWanted } from '../../reading/inspection.ts';
import { BackgroundFlush } from '../background-flush.ts';
import { writing } from '../failure.ts';
import type { LayerIndex } from '../layer-index.ts';
import { objectMode, type Sharing } from '../sharing.ts';
import { FileCopier } from './copy-file.ts';
import type { IngestRequest, Wish } from './ingest-messages.ts';
import type { FileRow } from './ingest-table.ts';
import { linkFile } from './link-file.ts';
import { type Streamed, streamFile } from './stream-file.ts';
import type { TakenBlob } from './taken-objects.ts';

/** Files of at least so many bytes become blobs of their own. */
export const LARGE_BYTES = 4 * 1024 * 1024;

/** An open file and what it was when it was opened. */
export interface OpenFile {
  readonly file: number;
  readonly path: string;
  readonly before: BigIntStats;
}

/** Hashes large files and gives those that the layer does not hold a name in the session's folder. */
export class LargeFiles {
  readonly #index: LayerIndex;
  readonly #seen: DigestSet;
  readonly #freshPath: () => string;
  readonly #sharing: Sharing;
  readonly #stopped: () => boolean;
  readonly #flush = new BackgroundFlush();
  readonly #copier: FileCopier;
  #taken: TakenBlob[] = [];

  constructor(
    index: LayerIndex,
    seen: DigestSet,
    freshPath: () => string,
    sharing: Sharing,
    stopped: () => boolean,
  ) {
    this.#index = index;
    this.#seen = seen;
    this.#freshPath = freshPath;
    this.#sharing = sharing;
    this.#stopped = stopped;
    this.#copier = new FileCopier(this.#flush, objectMode(sharing), stopped);
  }

  /** Hashes a file, and takes it if it is to be kept and new. */
  async take(open: OpenFile, request: IngestRequest, wish: Wish): Promise<FileRow> {
    const inspection = isWanted(wish) ? new Inspection(wish) : undefined;
    const linking = request.linkMode === 'hardlink' && wish.foreign !== true;
    if (request.into !== undefined && !linking && wish.hashFirst !== true)
      return this.#copy(open, inspection);
    const streamed = await streamFile(open.file, inspection, this.#stopped);
    const stat = this.#held(open, streamed);
    if (stat === undefined) return { result: 'changed' };
    const found = await inspection?.end();
    if (request.into === undefined) return row(streamed, stat, found);
    if (this.#holds(streamed)) return row(streamed, stat, found, { shared: this.#isShared(streamed, stat) });
    const linked = linking ? await this.#link(open, streamed, stat) : 'refused';
    if (linked === 'changed') return { result: 'changed' };
    if (linked !== 'refused') return row(streamed, linked, found, { stored: true, shared: true });
    const copied = await this.#copy(open, undefined);
    return 'result' in copied ? copied : { ...copied, ...(found && { found }) };
  }

  /** The blobs taken since the last call; durable but for their names. */
  async finish(): Promise<readonly TakenBlob[]> {
    await this.#flush.done();
    const taken = this.#taken;
    this.#taken = [];
    return taken;
  }

  /** Forgets what was not finished. */
  async abandon(): Promise<void> {
    this.#taken = [];
    await this.#flush.done().catch(() => undefined);
  }

  async #copy(open: OpenFile, inspection: Inspection | undefined): Promise<FileRow> {
    const target = this.#freshPath();
    const source = { file: open.file, path: open.path };
    const streamed = await this.#copier.copy(source, target, inspection);
    const stat = this.#held(open, streamed);
    const found = await inspection?.end();
    const stored = stat !== undefined && !this.#holds(streamed);
    if (stored) this.#keep(streamed, target);
    else writing(target, () => unlinkSync(target));
    return stat === undefined ? { result: 'changed' } : row(streamed, stat, found, { stored });
  }

  async #link(
    open: OpenFile,
    streamed: Streamed,
    stat: BigIntStats,
  ): Promise<BigIntStats | 'refused' | 'changed'> {
    const target = this.#freshPath();
    const linked = await linkFile(open.path, stat, target, this.#sharing, this.#flush);
    if (typeof linked !== 'string') this.#keep(streamed, target);
    return linked;
  }

  #keep(streamed: Streamed, path: string): void {
    this.#seen.add(Buffer.from(streamed.key, 'hex'));
    this.#taken.push({ path, key: streamed.key, bytes: streamed.bytes });
  }

  /** The file's stat when it and what its path names held still, and all of it was read. */
  #held(open: OpenFile, streamed: Streamed): BigIntStats | undefined {
    const after = fstatSync(open.file, { bigint: true });
    const named = statSync(open.path, { bigint: true, throwIfNoEntry: false });
    const same =
      sameFile(open.before, after) && Number(after.size) === streamed.bytes && named?.ino === after.ino;
    return same ? after : undefined;
  }

  #holds(streamed: Streamed): boolean {
    const digest = Buffer.from(streamed.key, 'hex');
    return (
      this.#seen.has(digest) ||
      this.#index.isPacked(digest) ||
      this.#index.isBlob(streamed.key, streamed.bytes)
    );
  }

  #isShared(streamed: Streamed, stat: BigIntStats): boolean {
    const object = lstatSync(this.#index.blobPath(streamed.key), { bigint: true, throwIfNoEntry: false });
    return object !== undefined && object.ino === stat.ino && object.dev === stat.dev;
  }
}

function row(
  streamed: Streamed,
  stat: BigIntStats,
  found: Found | undefined,
  became: { readonly stored?: boolean; readonly shared?: boolean } = {},
): FileRow {
  const { stored = false, shared = false } = became;
  const digest = Buffer.from(streamed.key, 'hex');
  return { digest, stat, stored, shared, html: streamed.html, ...(found && { found }) };
}
