import { setTimeout } from 'node:timers/promises';
import { DlakeError, isDlakeError } from '../../errors.ts';
import type { Layer } from '../../records/layers.ts';
import type { HeldPart } from './held-part.ts';
import { type FileName, keyOfFile, placeOfFile } from './s3-layout.ts';
import type { S3Requests } from './s3-requests.ts';
import { findUnfinished, type StoredPart } from './unfinished-upload.ts';

/** How often a part is sent whose connection is lost. */
const TRIES = 3;
const PAUSE_MS = 500;

/** One upload in parts, begun or gone on with. */
export class PartSender {
  readonly #requests: S3Requests;
  readonly #layer: Layer;
  readonly #file: FileName;
  readonly #uploadId: string;
  readonly #signal: AbortSignal | undefined;
  readonly #known: ReadonlyMap<number, StoredPart>;
  readonly #parts = new Map<number, { readonly tag: string; readonly sha256: string }>();
  readonly #running = new Set<Promise<void>>();
  #failed: unknown;

  private constructor(
    requests: S3Requests,
    layer: Layer,
    file: FileName,
    upload: { readonly uploadId: string; readonly parts: ReadonlyMap<number, StoredPart> },
    signal: AbortSignal | undefined,
  ) {
    this.#requests = requests;
    this.#layer = layer;
    this.#file = file;
    this.#uploadId = upload.uploadId;
    this.#known = upload.parts;
    this.#signal = signal;
  }

  /** Goes on with an upload of this file that was not ended, or begins one. */
  static async start(
    requests: S3Requests,
    layer: Layer,
    file: FileName,
    signal?: AbortSignal,
  ): Promise<PartSender> {
    const begun = await findUnfinished(requests, layer, file, signal);
    if (begun !== undefined) return new PartSender(requests, layer, file, begun, signal);
    const input = { ...placeOfFile(requests.address, layer, file), ChecksumAlgorithm: 'SHA256' as const };
    const { UploadId: uploadId } = await requests.run(
      layer,
      (s3, options) => s3.createMultipartUpload(input, options),
      signal,
    );
    if (uploadId === undefined) throw new Error('an upload without an id');
    return new PartSender(requests, layer, file, { uploadId, parts: new Map() }, signal);
  }

  /** Sends a part of so many bytes, unless the server has it, and drops it then; returns when it is on its way. */
  async send(
    number: number,
    part: HeldPart,
    { length, digest }: { readonly length: number; readonly digest: Buffer },
  ): Promise<void> {
    const sha256 = digest.toString('base64');
    const known = this.#known.get(number);
    if (known?.size === length && known.sha256 === sha256) {
      this.#parts.set(number, { tag: known.tag, sha256 });
      part.drop();
      return;
    }
    const one: Promise<void> = this.#put(number, part, { length, sha256 })
      .catch((error: unknown) => {
        this.#failed ??= error;
      })
      .finally(() => {
        part.drop();
        this.#running.delete(one);
      });
    this.#running.add(one);
    if (this.#failed !== undefined) throw this.#failed;
  }

  /**
   * Makes one object of the parts. `ended` when that was done before, by an answer that was lost or by somebody
   * else: what is there then has to be proved.
   */
  async complete(composite: string): Promise<{ readonly versionId?: string } | 'ended'> {
    await this.settle();
    if (this.#failed !== undefined) throw this.#failed;
    const numbers = [...this.#parts.keys()].sort((a, b) => a - b);
    const Parts = numbers.map((number) => {
      const part = this.#parts.get(number) as { readonly tag: string; readonly sha256: string };
      return { PartNumber: number, ETag: part.tag, ChecksumSHA256: part.sha256 };
    });
    const input = { ...this.#place, MultipartUpload: { Parts } };
    let outcome = await this.#requests.attempt(
      this.#layer,
      (s3, options) => s3.completeMultipartUpload({ ...input, IfNoneMatch: '*' }, options),
      this.#signal,
    );
    if (outcome.refused === 'unsupported') {
      outcome = await this.#requests.attempt(
        this.#layer,
        (s3, options) => s3.completeMultipartUpload(input, options),
        this.#signal,
      );
    }
    if (outcome.refused === 'exists') await this.abort();
    if (outcome.refused === 'exists' || outcome.refused === 'absent') return 'ended';
    if (outcome.refused !== undefined) throw this.#requests.refused(this.#layer, outcome);
    const { ChecksumSHA256: found, VersionId: versionId } = outcome.value;
    if (found?.includes('-') && found !== composite) {
      const reason = 'the server made another checksum of the parts';
      throw new DlakeError('store-damaged', { where: keyOfFile(this.#layer, this.#file), reason });
    }
    return versionId === undefined ? {} : { versionId };
  }

  /** Waits for the parts that are on their way. */
  async settle(): Promise<void> {
    while (this.#running.size > 0) await Promise.race(this.#running);
  }

  /** Gives the upload up: the server forgets its parts. */
  async abort(): Promise<void> {
    await this.settle();
    await this.#requests.attempt(
      this.#layer,
      (s3, options) => s3.abortMultipartUpload(this.#place, options),
      this.#signal,
    );
  }

  get #place() {
    return { ...placeOfFile(this.#requests.address, this.#layer, this.#file), UploadId: this.#uploadId };
  }

  async #put(
    number: number,
    part: HeldPart,
    { length, sha256 }: { readonly length: number; readonly sha256: string },
  ): Promise<void> {
    const input = {
      ...this.#place,
      PartNumber: number,
      ContentLength: length,
      ChecksumAlgorithm: 'SHA256' as const,
      ChecksumSHA256: sha256,
    };
    const { ETag: tag } = await this.#again(() =>
      this.#requests.run(
        this.#layer,
        (s3, options) => s3.uploadPart({ ...input, Body: part.body() }, options),
        this.#signal,
      ),
    );
    if (tag === undefined) throw new Error('a part without a tag');
    this.#parts.set(number, { tag, sha256 });
  }

  /** The AWS client sends a buffer again by itself, and a stream never. */
  async #again<T>(send: () => Promise<T>): Promise<T> {
    for (let tried = 1; ; tried++) {
      try {
        return await send();
      } catch (error) {
        if (tried === TRIES || !isDlakeError(error, 'remote-unreachable')) throw error;
        await setTimeout(PAUSE_MS * tried, undefined, { ...(this.#signal && { signal: this.#signal }) });
      }
    }
  }
}
