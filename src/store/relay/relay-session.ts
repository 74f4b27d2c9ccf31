import { DlakeError, isDlakeError } from '../../errors.ts';
import { type BlobId, hexOf, type ObjectId } from '../../records/ids.ts';
import type { CallOptions, FileToRead, IngestedFile, Session } from '../contract.ts';
import { DigestSet } from '../digest-set.ts';
import { LARGE_BYTES } from '../s3/large-blob.ts';
import type { WorkProgress } from '../work-progress.ts';
import { readAgain } from './read-again.ts';
import { smallFile } from './small-file.ts';

/** The store that is to have the bytes. */
export interface RelayTarget {
  readonly session: Session;
  /** Those of these blobs that it has to be sent; `bytesOf` gives what is here of them. */
  lacking(
    ids: readonly BlobId[],
    bytesOf: (id: ObjectId) => Promise<AsyncIterable<Uint8Array> | undefined>,
  ): Promise<ReadonlySet<ObjectId>>;
}

/** Digests by which a blob is known to have been sent; beyond, one may be looked for again. */
const SENT = 1_000_000;
/** Large files that are on their way together. */
const STREAMS = 4;

/**
 * A session whose files are hashed here and sent elsewhere, and hashed once more on the way: one that is another by
 * then is refused by name. Records stay here. Nothing of the bytes does.
 */
export class RelaySession implements Session {
  /** Where bytes go: for whoever has them by other means than files. */
  readonly there: RelayTarget;
  readonly #here: Session;
  readonly #onSent: (done: WorkProgress) => void;
  readonly #progress = { objects: 0, ofObjects: 0, bytes: 0, ofBytes: 0 };
  readonly #sent = new DigestSet(SENT);
  readonly #stop = new AbortController();
  #waiting: (() => Promise<void>)[] = [];
  readonly #running = new Set<Promise<void>>();
  #failed: unknown;

  constructor(here: Session, there: RelayTarget, onSent: (done: WorkProgress) => void = () => {}) {
    this.#here = here;
    this.there = there;
    this.#onSent = onSent;
  }

  hold(): void {
    this.#here.hold();
    this.there.session.hold();
  }

  put(id: ObjectId, bytes: Uint8Array): void {
    this.#here.put(id, bytes);
  }

  room(): Promise<void> {
    return this.#here.room();
  }

  putStream(id: ObjectId, bytes: AsyncIterable<Uint8Array>, options?: CallOptions): Promise<void> {
    return this.#here.putStream(id, bytes, options);
  }

  adopt(...[from, ids, options]: Parameters<Session['adopt']>): ReturnType<Session['adopt']> {
    return this.#here.adopt(from, ids, options);
  }

  takeFrom(...[id, from, options]: Parameters<Session['takeFrom']>): Promise<boolean> {
    return this.there.session.takeFrom(id, from, options);
  }

  async *ingest(
    root: string,
    files: Iterable<FileToRead>,
    options: CallOptions & { readonly hashOnly?: boolean } = {},
  ): AsyncIterable<readonly IngestedFile[]> {
    const asked = new Map<number, FileToRead>();
    const noted = function* () {
      for (const file of files) {
        asked.set(file.index, file);
        yield file;
      }
    };
    for await (const batch of this.#here.ingest(root, noted(), { ...options, hashOnly: true })) {
      this.#check();
      yield options.hashOnly === true ? batch : await this.#send(root, batch, asked);
      for (const { index } of batch) asked.delete(index);
    }
  }

  async flush(): Promise<{ readonly objects: number; readonly bytes: number }> {
    while (this.#running.size > 0) await Promise.race(this.#running);
    this.#check();
    const there = await this.there.session.flush();
    const here = await this.#here.flush();
    return { objects: there.objects + here.objects, bytes: there.bytes + here.bytes };
  }

  async close(): Promise<void> {
    this.#waiting = [];
    this.#stop.abort(new Error('the session is closed'));
    await Promise.all(this.#running);
    await this.there.session.close();
    await this.#here.close();
  }

  #check(): void {
    if (this.#failed !== undefined) throw this.#failed;
  }

  /** Has what the other store lacks of these sent: small files now, large ones when it is their turn. */
  async #send(
    root: string,
    batch: readonly IngestedFile[],
    asked: ReadonlyMap<number, FileToRead>,
  ): Promise<readonly IngestedFile[]> {
    const files = new Map<ObjectId, FileToRead>();
    for (const done of batch)
      if (done.result === 'hashed' && !this.#sent.has(digestOf(done.id)))
        files.set(done.id, asked.get(done.index) as FileToRead);
    if (files.size === 0) return batch;
    const lacking = await this.there.lacking([...files.keys()] as BlobId[], async (id) => {
      const file = files.get(id);
      return file && readAgain(root, file);
    });
    const results: IngestedFile[] = [];
    for (const done of batch) {
      const lacks = done.result === 'hashed' && lacking.has(done.id) && !this.#sent.has(digestOf(done.id));
      if (!lacks) {
        results.push(done);
        continue;
      }
      this.#sent.add(digestOf(done.id));
      this.#progress.ofObjects += 1;
      this.#progress.ofBytes += done.stat.size;
      const file = asked.get(done.index) as FileToRead;
      if (done.stat.size < LARGE_BYTES) await this.#sendSmall(root, file, done.id);
      else this.#start(() => this.#sendLarge(root, file, done.id));
      results.push({ ...done, stored: true });
    }
    return results;
  }

  async #sendSmall(root: string, file: FileToRead, id: BlobId): Promise<void> {
    const bytes = smallFile(root, file, id);
    await this.there.session.room();
    this.there.session.put(id, bytes);
    this.#tell(1, bytes.length);
  }

  async #sendLarge(root: string, file: FileToRead, id: BlobId): Promise<void> {
    const tell = (bytes: number) => this.#tell(0, bytes);
    const counted = async function* () {
      for await (const piece of readAgain(root, file)) {
        yield piece;
        tell(piece.length);
      }
    };
    try {
      await this.there.session.putStream(id, counted(), { signal: this.#stop.signal });
    } catch (error) {
      const differs = isDlakeError(error, 'object-damaged') && error.data.id === id;
      throw differs ? new DlakeError('file-changed', { path: file.path }, { cause: error }) : error;
    }
    this.#tell(1, 0);
  }

  #tell(objects: number, bytes: number): void {
    this.#progress.objects += objects;
    this.#progress.bytes += bytes;
    this.#onSent(this.#progress);
  }

  /** Runs a task as soon as fewer than so many are running. */
  #start(task: () => Promise<void>): void {
    if (this.#running.size >= STREAMS) {
      this.#waiting.push(task);
      return;
    }
    const one: Promise<void> = task()
      .catch((error: unknown) => {
        this.#failed ??= error;
        this.#waiting = [];
      })
      .finally(() => {
        this.#running.delete(one);
        const next = this.#waiting.shift();
        if (next !== undefined) this.#start(next);
      });
    this.#running.add(one);
  }
}

const digestOf = (id: BlobId): Buffer => Buffer.from(hexOf(id), 'hex');
