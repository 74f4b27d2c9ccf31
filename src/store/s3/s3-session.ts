import { DlakeError } from '../../errors.ts';
import { type BlobId, hexOf, isBlobId, type ObjectId } from '../../records/ids.ts';
import type { Layer } from '../../records/layers.ts';
import { sha256Stream } from '../../records/sha256.ts';
import { throwIfAborted } from '../abort.ts';
import type {
  AdoptOptions,
  CallOptions,
  FileToRead,
  ForeignObject,
  IngestedFile,
  Session,
  SessionOptions,
} from '../contract.ts';
import { DigestSet } from '../digest-set.ts';
import { adoptObjects } from './adopt-objects.ts';
import { ingestFiles } from './ingest-files.ts';
import { LARGE_BYTES } from './large-blob.ts';
import { missingObjects } from './missing-objects.ts';
import { PackFiller } from './pack-filler.ts';
import { SessionUploads } from './session-uploads.ts';
import type { S3Context } from './store-context.ts';
import { takeForeign } from './take-foreign.ts';
import { uploadStream } from './upload-stream.ts';

/** Digests by which an object is known to have been taken; beyond, one may be sent twice. */
const SEEN = 1_000_000;

/** A session of an S3 store: packs are filled in memory and sent while the next one fills, large blobs as they come. */
export class S3Session implements Session {
  readonly #context: S3Context;
  readonly #layer: Layer;
  readonly #signal: AbortSignal;
  readonly #stop = new AbortController();
  readonly #uploads: SessionUploads;
  readonly #packs: PackFiller;
  /** What comes from other layers, and is not counted. */
  readonly #adopted: PackFiller;
  readonly #seen = { blobs: new DigestSet(SEEN), records: new DigestSet(SEEN) };
  #large = { objects: 0, bytes: 0 };

  constructor(context: S3Context, layer: Layer, options: SessionOptions = {}) {
    this.#context = context;
    this.#layer = layer;
    const ended = this.#stop.signal;
    this.#signal = options.signal === undefined ? ended : AbortSignal.any([options.signal, ended]);
    this.#uploads = new SessionUploads(context.index, layer, options.visibleEarly === true);
    this.#packs = new PackFiller(context, layer, this.#uploads, this.#signal);
    this.#adopted = new PackFiller(context, layer, this.#uploads, this.#signal);
  }

  /** The lease of whoever looks objects up in the catalog does it. */
  hold(): void {
    this.#check();
  }

  put(id: ObjectId, bytes: Uint8Array): void {
    this.#check();
    if (!this.#isNew(id)) return;
    this.#note(id);
    if (!isBlobId(id) || bytes.length < LARGE_BYTES) {
      this.#packs.add(id, bytes);
      return;
    }
    const copy = Uint8Array.from(bytes);
    this.#uploads.start(() =>
      this.#context.requests.heavy(async () => {
        if (await this.#isMissing(id)) await this.#sendLarge(id, once(copy), this.#signal);
        return undefined;
      }),
    );
  }

  room(): Promise<void> {
    return this.#packs.room();
  }

  async putStream(id: ObjectId, bytes: AsyncIterable<Uint8Array>, options: CallOptions = {}): Promise<void> {
    this.#check(options.signal);
    await this.#packs.room();
    const held: Uint8Array[] = [];
    let length = 0;
    const pieces = this.#checked(bytes, options.signal)[Symbol.asyncIterator]();
    for (let next = await pieces.next(); !next.done; next = await pieces.next()) {
      held.push(Uint8Array.from(next.value));
      length += next.value.length;
      if (!isBlobId(id) || length < LARGE_BYTES) continue;
      const whole = chained(held, pieces);
      if (!this.#isNew(id) || !(await this.#isMissing(id))) await checkStream(id, whole);
      else {
        await this.#sendLarge(id, whole, this.#either(options.signal));
        this.#note(id);
      }
      return;
    }
    await checkStream(id, chained([...held], pieces));
    if (!this.#isNew(id)) return;
    this.#packs.add(id, Buffer.concat(held));
    this.#note(id);
  }

  adopt(from: Layer, ids: readonly ObjectId[], options: AdoptOptions = {}): Promise<ReadonlySet<ObjectId>> {
    return adoptObjects(this.#context, { from, to: this.#layer }, ids, {
      signal: this.#either(options.signal),
      check: () => this.#check(options.signal),
      confirm: (upload) => this.#uploads.confirm(upload),
      onCopied: options.onCopied,
      withdrawn: options.withdrawn,
      take: async ({ id, bytes }) => {
        await this.#adopted.room();
        if (!this.#isNew(id)) return;
        this.#adopted.add(id, bytes);
        this.#note(id);
      },
    });
  }

  async takeFrom(id: BlobId, from: ForeignObject, options: CallOptions = {}): Promise<boolean> {
    this.#check(options.signal);
    const { requests } = this.#context;
    const upload = await takeForeign(requests, this.#layer, id, from, this.#either(options.signal));
    if (upload === undefined) return false;
    await this.#uploads.confirm(upload);
    this.#note(id);
    this.#large = { objects: this.#large.objects + 1, bytes: this.#large.bytes };
    return true;
  }

  async *ingest(
    root: string,
    files: Iterable<FileToRead>,
    options: CallOptions & { readonly hashOnly?: boolean } = {},
  ): AsyncIterable<readonly IngestedFile[]> {
    const signal = this.#either(options.signal);
    yield* ingestFiles(root, files, options.hashOnly === true, {
      check: () => this.#check(options.signal),
      missing: (ids) => missingObjects(this.#context, this.#layer, ids, { signal }),
      isNew: (id) => this.#isNew(id),
      pack: async (id, bytes) => {
        await this.#packs.room();
        this.#packs.add(id, bytes);
        this.#note(id);
      },
      send: async (id, stream) => {
        await this.#sendLarge(id, stream, signal);
        this.#note(id);
      },
    });
  }

  async flush(): Promise<{ readonly objects: number; readonly bytes: number }> {
    this.#check();
    this.#packs.seal();
    this.#adopted.seal();
    await this.#uploads.finish();
    const [packed, large] = [this.#packs.sent(), this.#large];
    this.#large = { objects: 0, bytes: 0 };
    return { objects: packed.objects + large.objects, bytes: packed.bytes + large.bytes };
  }

  async close(): Promise<void> {
    this.#stop.abort(new Error('the session is closed'));
    await this.#uploads.settle();
    this.#packs.drop();
    this.#adopted.drop();
  }

  #check(signal?: AbortSignal): void {
    if (this.#stop.signal.aborted) throw new Error('the session is closed');
    throwIfAborted(signal);
    throwIfAborted(this.#signal);
    this.#uploads.check();
  }

  #either(signal: AbortSignal | undefined): AbortSignal {
    return signal === undefined ? this.#signal : AbortSignal.any([signal, this.#signal]);
  }

  /** Whether this session has not taken the object before. */
  #isNew(id: ObjectId): boolean {
    return !(isBlobId(id) ? this.#seen.blobs : this.#seen.records).has(Buffer.from(hexOf(id), 'hex'));
  }

  #note(id: ObjectId): void {
    (isBlobId(id) ? this.#seen.blobs : this.#seen.records).add(Buffer.from(hexOf(id), 'hex'));
  }

  async #isMissing(id: ObjectId): Promise<boolean> {
    return (await missingObjects(this.#context, this.#layer, [id], { signal: this.#signal })).size > 0;
  }

  async #sendLarge(id: BlobId, stream: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<void> {
    const upload = await uploadStream(this.#context, this.#layer, id, stream, signal);
    await this.#uploads.confirm(upload);
    const { objects, bytes } = this.#large;
    this.#large = { objects: objects + 1, bytes: bytes + upload.size };
  }

  async *#checked(
    stream: AsyncIterable<Uint8Array>,
    signal: AbortSignal | undefined,
  ): AsyncIterable<Uint8Array> {
    for await (const piece of stream) {
      this.#check(signal);
      yield piece;
    }
  }
}

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}

/** What was held back, each piece let go of as it is handed on, and what comes after it. */
async function* chained(held: Uint8Array[], rest: AsyncIterator<Uint8Array>): AsyncIterable<Uint8Array> {
  for (let piece = held.shift(); piece !== undefined; piece = held.shift()) yield piece;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}

async function checkStream(id: ObjectId, stream: AsyncIterable<Uint8Array>): Promise<void> {
  const hash = sha256Stream();
  for await (const piece of stream) hash.update(piece);
  const found = hash.hex();
  if (found !== hexOf(id)) throw new DlakeError('object-damaged', { id, found, where: 'stream' });
}
