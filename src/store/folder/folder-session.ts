import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { isDlakeError } from '../../errors.ts';
import type { ObjectId } from '../../records/ids.ts';
import type { Layer } from '../../records/layers.ts';
import { throwIfAborted } from '../abort.ts';
import type {
  AdoptOptions,
  CallOptions,
  FileToRead,
  IngestedFile,
  Session,
  SessionOptions,
} from '../contract.ts';
import { DigestSet } from '../digest-set.ts';
import { inFlight } from '../in-flight.ts';
import { moveCleanMark, TICK_MS } from './clean-mark.ts';
import { AdoptObjects } from './ingest/adopt-objects.ts';
import { batchesOf, ingestedOf, requestOf } from './ingest/ingest-files.ts';
import type { IngestRequest, IngestResults } from './ingest/ingest-messages.ts';
import { PutObjects } from './ingest/put-objects.ts';
import type { TakenObjects } from './ingest/taken-objects.ts';
import { Lookahead } from './lookahead.ts';
import { publish } from './publish.ts';
import { readMany } from './read-many.ts';
import { NewReferences } from './references/new-references.ts';
import type { StoreContext } from './store-context.ts';
import { WatchedStream } from './watched-stream.ts';
import { startThreads } from './workers/with-threads.ts';
import type { Threads } from './workers/worker-messages.ts';
import type { SessionFolder } from './workspace.ts';

/** So few files are read by this thread: starting others would take longer. */
const INLINE_FILES = 64;
const INLINE_BYTES = 8 * 1024 * 1024;
/** Digests by which new objects are counted; beyond, one that two threads took may count twice. */
const COUNTED = 1_000_000;

/** A session of a folder store: everything goes to its own folder below `tmp`, and gets its names at flush. */
export class FolderSession implements Session {
  readonly #context: StoreContext;
  readonly #layer: Layer;
  readonly #options: SessionOptions;
  readonly #puts: PutObjects;
  /** What comes from other layers, and is not counted. */
  readonly #adopted: { readonly whole: AdoptObjects; readonly loose: PutObjects };
  readonly #counted = new DigestSet(COUNTED);
  /** What is only referred to, where that is how files are taken. */
  readonly #references: NewReferences | undefined;
  #folder: SessionFolder | undefined;
  #made = 0;
  #pool: Threads | undefined;
  #inline: Threads | undefined;
  #failed: unknown;
  #objects = 0;
  #bytes = 0;
  #sizes: ReadonlySet<number> | undefined;

  constructor(context: StoreContext, layer: Layer, options: SessionOptions = {}) {
    this.#context = context;
    this.#layer = layer;
    this.#options = options;
    const { linkMode, referrer = '' } = options;
    if (linkMode === 'reference')
      this.#references = new NewReferences(context.layout.references(layer), referrer);
    const freshPath = () => this.#freshPath();
    const [index, { sharing }] = [context.index(layer), context];
    const stopped = () => options.signal?.aborted === true;
    this.#puts = new PutObjects(index, freshPath, sharing);
    this.#adopted = {
      whole: new AdoptObjects(index, freshPath, sharing, stopped),
      loose: new PutObjects(index, freshPath, sharing),
    };
  }

  hold(): void {
    this.#check();
    this.#failing(() => this.#path());
  }

  put(id: ObjectId, bytes: Uint8Array): void {
    this.#check();
    this.#failing(() => {
      this.#path();
      this.#puts.put(id, bytes);
    });
  }

  /** There always is: what is put is written at once. */
  async room(): Promise<void> {}

  async putStream(id: ObjectId, bytes: AsyncIterable<Uint8Array>, options: CallOptions = {}): Promise<void> {
    this.#check(options.signal);
    this.#failing(() => this.#path());
    const source = new WatchedStream(bytes);
    try {
      await this.#puts.putStream(id, source, () => this.#check(options.signal));
    } catch (error) {
      // What the caller sends may be wrong or cut off: nothing of it was kept. Else objects may be lost.
      const ofStream = source.failed || isDlakeError(error, 'object-damaged');
      if (!ofStream && !isDlakeError(error, 'interrupted')) this.#failed ??= error;
      throw error;
    }
  }

  async adopt(
    from: Layer,
    ids: readonly ObjectId[],
    options: AdoptOptions = {},
  ): Promise<ReadonlySet<ObjectId>> {
    const checkpoint = () => this.#check(options.signal);
    checkpoint();
    try {
      this.#path();
      const whole = await this.#adopted.whole.adopt(this.#context.index(from), ids, {
        ...options,
        checkpoint,
      });
      const taken = new Set(whole.taken);
      for await (const batch of readMany(this.#context, from, whole.loose, options)) {
        checkpoint();
        for (const { id, bytes } of batch) {
          this.#adopted.loose.put(id, bytes);
          taken.add(id);
          options.onCopied?.({ objects: 1, bytes: bytes.length });
        }
      }
      return taken;
    } catch (error) {
      // Damage is of the other layer: nothing of it was kept.
      if (!isDlakeError(error, 'interrupted') && !isDlakeError(error, 'object-damaged'))
        this.#failed ??= error;
      throw error;
    }
  }

  /** There is no server to copy at. */
  async takeFrom(): Promise<boolean> {
    return false;
  }

  async *ingest(
    root: string,
    files: Iterable<FileToRead>,
    options: CallOptions & { readonly hashOnly?: boolean } = {},
  ): AsyncIterable<readonly IngestedFile[]> {
    this.#check(options.signal);
    const path = options.hashOnly === true ? undefined : this.#path();
    const references = path === undefined ? undefined : this.#references;
    const into = references === undefined ? path : undefined;
    const source = new Lookahead(files);
    const threads = this.#threads(source.fits(INLINE_FILES, INLINE_BYTES));
    const stop = () => threads.stop();
    const signals = [options.signal, this.#options.signal].filter((signal) => signal !== undefined);
    for (const signal of signals) signal.addEventListener('abort', stop);
    try {
      const { linkMode } = this.#options;
      const how = { root, into, references, linkMode: linkMode === 'hardlink' ? linkMode : 'copy' } as const;
      const tasks = this.#tasks(source.all(), how, threads, options.signal);
      for await (const done of inFlight(tasks, threads.size * 2)) yield done;
    } catch (error) {
      if (!isDlakeError(error, 'interrupted')) this.#failed ??= error;
      throw error;
    } finally {
      for (const signal of signals) signal.removeEventListener('abort', stop);
      threads.resume();
    }
  }

  async flush(): Promise<{ readonly objects: number; readonly bytes: number }> {
    this.#check();
    try {
      const taken = await this.#finish();
      publish(this.#context, this.#layer, taken);
      this.#references?.flush(this.#context.folders, this.#freshPath());
      // A name that is as young as the mark would be hashed again.
      if (taken.blobs.length > 0) await setTimeout(TICK_MS);
      this.#folder?.touch();
      if (this.#folder !== undefined) this.#moveMark();
      const flushed = { objects: this.#objects + taken.objects, bytes: this.#bytes + taken.bytes };
      this.#objects = 0;
      this.#bytes = 0;
      return flushed;
    } catch (error) {
      this.#failed ??= error;
      throw error;
    }
  }

  async close(): Promise<void> {
    this.#failed ??= new Error('the session is closed');
    await this.#pool?.close();
    await this.#inline?.close();
    await this.#puts.abandon();
    await this.#adopted.whole.abandon();
    await this.#adopted.loose.abandon();
    this.#folder?.remove();
    this.#folder = undefined;
  }

  *#tasks(
    files: Iterable<FileToRead>,
    {
      references,
      ...how
    }: Pick<IngestRequest, 'root' | 'into' | 'linkMode'> & {
      readonly references: NewReferences | undefined;
    },
    threads: Threads,
    signal: AbortSignal | undefined,
  ): Iterable<() => Promise<IngestedFile[]>> {
    const hashFirst = (size: number) => how.into !== undefined && this.#blobSizes().has(size);
    for (const batch of batchesOf(files)) {
      this.#check(signal);
      const request = requestOf(batch.files, how, hashFirst);
      yield async () => {
        const done = this.#count(batch.files, await threads.run('ingest', request, batch.weight));
        references?.note(how.root, batch.files, done);
        return done;
      };
    }
  }

  /** Who reads the files: this thread when they are few, else the workers. */
  #threads(few: boolean): Threads {
    if (few) {
      this.#inline ??= startThreads(this.#context, this.#layer, 0);
      return this.#inline;
    }
    this.#pool ??= startThreads(this.#context, this.#layer, this.#options.workers);
    return this.#pool;
  }

  async #finish(): Promise<TakenObjects & { readonly objects: number; readonly bytes: number }> {
    const put = await this.#puts.finish();
    const others = await Promise.all(
      [this.#pool, this.#inline].map((each) => each?.runAll('finish', undefined) ?? []),
    );
    const adopted = [await this.#adopted.whole.finish(), await this.#adopted.loose.finish()];
    const all: readonly TakenObjects[] = [put, ...adopted, ...others.flat()];
    return { ...put, packs: all.flatMap(({ packs }) => packs), blobs: all.flatMap(({ blobs }) => blobs) };
  }

  #moveMark(): void {
    const { layout, host, folders, workspace } = this.#context;
    moveCleanMark(layout, host, folders, workspace.fresh());
  }

  /** Counts a new object once, though several threads may have taken it. */
  #count(files: readonly FileToRead[], results: IngestResults): IngestedFile[] {
    const ingested = ingestedOf(files, results, (digests, at) => this.#counted.add(digests, at));
    for (const file of ingested) {
      if (file.result !== 'hashed' || !file.stored) continue;
      this.#objects += 1;
      this.#bytes += file.stat.size;
    }
    return ingested;
  }

  #blobSizes(): ReadonlySet<number> {
    this.#sizes ??= this.#context.index(this.#layer).blobSizes();
    return this.#sizes;
  }

  #check(signal?: AbortSignal): void {
    throwIfAborted(signal);
    throwIfAborted(this.#options.signal);
    if (this.#failed !== undefined) throw this.#failed;
  }

  #failing<T>(act: () => T): T {
    try {
      return act();
    } catch (error) {
      this.#failed ??= error;
      throw error;
    }
  }

  #freshPath(): string {
    this.#made += 1;
    return join(this.#path(), `m-${this.#made}`);
  }

  /** The session's folder. Before the first thing is taken, the layer's new packs are looked at. */
  #path(): string {
    if (this.#folder === undefined) {
      this.#folder = this.#context.workspace.session();
      this.#context.index(this.#layer).refresh();
    }
    return this.#folder.path;
  }
}
