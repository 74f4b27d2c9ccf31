import { join } from 'node:path';
import { DlakeError } from '../../errors.ts';
import { blobId, hexOf, type ObjectId } from '../../records/ids.ts';
import type { Layer } from '../../records/layers.ts';
import { sha256Hex, sha256Stream } from '../../records/sha256.ts';
import { throwIfAborted } from '../abort.ts';
import type {
  AdoptOptions,
  CallOptions,
  FileToRead,
  IngestedFile,
  Session,
  SessionOptions,
} from '../contract.ts';
import { HTML_HEAD, looksLikeHtml } from '../reading/html.ts';
import { readFile } from '../reading/read-file.ts';

/** A session whose objects go to a map when it is flushed. */
export class MemorySession implements Session {
  readonly #of: (layer: Layer) => Map<ObjectId, Uint8Array>;
  readonly #objects: Map<ObjectId, Uint8Array>;
  readonly #adopted = new Map<ObjectId, Uint8Array>();
  readonly #taken = new Map<ObjectId, Uint8Array>();
  readonly #signal: AbortSignal | undefined;
  readonly #open: Set<object>;
  #closed = false;

  /** `open`: the sessions that are, this one among them until it is closed. */
  constructor(
    of: (layer: Layer) => Map<ObjectId, Uint8Array>,
    layer: Layer,
    open: Set<object>,
    options: SessionOptions = {},
  ) {
    this.#of = of;
    this.#open = open;
    open.add(this);
    this.#objects = of(layer);
    this.#signal = options.signal;
  }

  /** Every session of a memory store holds from its beginning. */
  hold(): void {
    this.#check();
  }

  put(id: ObjectId, bytes: Uint8Array): void {
    this.#check();
    if (!this.#has(id)) this.#taken.set(id, Uint8Array.from(bytes));
  }

  /** There always is: what is put stays in memory anyway. */
  async room(): Promise<void> {}

  async putStream(id: ObjectId, bytes: AsyncIterable<Uint8Array>, options: CallOptions = {}): Promise<void> {
    const pieces: Uint8Array[] = [];
    for await (const piece of bytes) {
      this.#check(options.signal);
      pieces.push(Uint8Array.from(piece));
    }
    const whole = Buffer.concat(pieces);
    const found = sha256Hex(whole);
    if (found !== hexOf(id)) throw new DlakeError('object-damaged', { id, found, where: 'stream' });
    this.put(id, whole);
  }

  async adopt(
    from: Layer,
    ids: readonly ObjectId[],
    { signal, onCopied }: AdoptOptions = {},
  ): Promise<ReadonlySet<ObjectId>> {
    this.#check(signal);
    for (const id of ids) {
      const bytes = this.#of(from).get(id);
      if (bytes === undefined || this.#has(id)) continue;
      this.#adopted.set(id, bytes);
      onCopied?.({ objects: 1, bytes: bytes.length });
    }
    return new Set(ids.filter((id) => this.#has(id)));
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
    for (const file of files) {
      this.#check(options.signal);
      yield [await this.#file(root, file, options.hashOnly === true)];
    }
  }

  async flush(): Promise<{ readonly objects: number; readonly bytes: number }> {
    this.#check();
    const fresh = [...this.#taken].filter(([id]) => !this.#objects.has(id));
    for (const [id, bytes] of [...fresh, ...this.#adopted]) this.#objects.set(id, bytes);
    this.#taken.clear();
    this.#adopted.clear();
    return { objects: fresh.length, bytes: fresh.reduce((sum, [, bytes]) => sum + bytes.length, 0) };
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#open.delete(this);
    this.#taken.clear();
    this.#adopted.clear();
  }

  #check(signal?: AbortSignal): void {
    if (this.#closed) throw new Error('the session is closed');
    throwIfAborted(signal);
    throwIfAborted(this.#signal);
  }

  #has(id: ObjectId): boolean {
    return this.#objects.has(id) || this.#taken.has(id) || this.#adopted.has(id);
  }

  async #file(root: string, file: FileToRead, hashOnly: boolean): Promise<IngestedFile> {
    let pieces: Uint8Array[] = [];
    let hash = sha256Stream();
    const done = await readFile(join(root, file.path), file, {
      restart: () => {
        pieces = [];
        hash = sha256Stream();
      },
      piece: (bytes) => {
        hash.update(bytes);
        pieces.push(Uint8Array.from(bytes));
      },
    });
    const { index } = file;
    if (done.result !== 'read') return { index, ...done };
    const id = blobId(hash.hex());
    const whole = Buffer.concat(pieces);
    const stored = !hashOnly && !this.#has(id);
    if (stored) this.#taken.set(id, whole);
    const html = looksLikeHtml(whole.subarray(0, HTML_HEAD));
    return {
      index,
      result: 'hashed',
      id,
      stat: done.stat,
      stored,
      ...done.found,
      ...(html && { looksLikeHtml: true }),
    };
  }
}
