import { setTimeout } from 'node:timers/promises';
import type { S3 } from '@aws-sdk/client-s3';
import type PQueue from 'p-queue';
import { DlakeError } from '../../errors.ts';
import type { Layer } from '../../records/layers.ts';
import { throwIfAborted } from '../abort.ts';
import { bucketOf, type S3Address } from './s3-address.ts';
import { type Refusal, refusalOf, s3Failure } from './s3-failure.ts';

/** What a request came to: a value, or an answer that is none. */
export type Outcome<T> =
  | { readonly value: T; readonly refused?: undefined }
  | { readonly refused: Refusal; readonly error: unknown };

/** Options that every call of the AWS client takes. */
export interface SendOptions {
  readonly abortSignal?: AbortSignal;
}

/** One call of the AWS client. */
export type Call<T> = (s3: S3, options: SendOptions) => Promise<T>;

/** What is counted of all requests. */
export interface Traffic {
  sent: number;
  /** How far the server's clock is ahead of ours, by its last answer, give or take a second. */
  skewMs: number | undefined;
}

/** Bytes of parts that may be filled or on their way at once, of all uploads. */
const PART_BYTES = 64 * 1024 * 1024;
/** How often a request is sent again that was garbled on the way or met another one. */
const AGAIN = 4;
const PAUSE_MS = 200;

/** All requests to one server: at most so many at once, counted, tried again, their failures put into our words. */
export class S3Requests {
  readonly address: S3Address;
  readonly #s3: S3;
  readonly #queue: PQueue;
  readonly #heavy: PQueue;
  readonly #signal: AbortSignal | undefined;
  readonly #count: Traffic;
  #reserved = 0;
  #waiting: (() => void)[] = [];

  constructor(parts: {
    readonly address: S3Address;
    readonly s3: S3;
    readonly queue: PQueue;
    readonly heavy: PQueue;
    readonly count: Traffic;
    readonly signal?: AbortSignal;
  }) {
    this.address = parts.address;
    this.#s3 = parts.s3;
    this.#queue = parts.queue;
    this.#heavy = parts.heavy;
    this.#count = parts.count;
    this.#signal = parts.signal;
  }

  /** HTTP requests sent until now, each attempt counted. */
  get sent(): number {
    return this.#count.sent;
  }

  /** How far the server's clock is ahead of ours, in milliseconds; undefined before the first answer. */
  get clockSkewMs(): number | undefined {
    return this.#count.skewMs;
  }

  /** Sends a request; what the server refuses in a way that callers deal with is in the outcome. */
  async attempt<T>(layer: Layer, call: Call<T>, signal?: AbortSignal): Promise<Outcome<T>> {
    const abortSignal = this.#either(signal);
    for (let tried = 1; ; tried++) {
      throwIfAborted(abortSignal);
      try {
        const value = await this.#queue.add(() =>
          call(this.#s3, abortSignal === undefined ? {} : { abortSignal }),
        );
        return { value };
      } catch (error) {
        throwIfAborted(abortSignal);
        const refused = refusalOf(error);
        const again = refused === 'garbled' || refused === 'conflict';
        if (again && tried < AGAIN) {
          await setTimeout(PAUSE_MS * tried);
          continue;
        }
        if (refused === undefined) throw this.failure(error, layer);
        return { refused, error };
      }
    }
  }

  /** Runs work that keeps many bytes in memory, a few at once. */
  heavy<T>(work: () => Promise<T>): Promise<T> {
    return this.#heavy.add(work);
  }

  /** Waits until so many bytes of a part may be kept in memory; what it gives lets go of them. */
  async reserve(bytes: number): Promise<() => void> {
    while (this.#reserved > 0 && this.#reserved + bytes > PART_BYTES) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    this.#reserved += bytes;
    return () => {
      this.#reserved -= bytes;
      const waiting = this.#waiting;
      this.#waiting = [];
      for (const resolve of waiting) resolve();
    };
  }

  /** Sends a request that has to succeed. */
  async run<T>(layer: Layer, call: Call<T>, signal?: AbortSignal): Promise<T> {
    const outcome = await this.attempt(layer, call, signal);
    if (outcome.refused === undefined) return outcome.value;
    throw this.refused(layer, outcome);
  }

  /** What an answer that nobody expected is to the caller. */
  refused(
    layer: Layer,
    { refused, error }: { readonly refused: Refusal; readonly error: unknown },
  ): DlakeError {
    const bucket = bucketOf(this.address, layer);
    const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    const facts = {
      address: this.address.redacted,
      bucket,
      cause: 'other',
      reason: `${refused} (${message})`,
    } as const;
    return new DlakeError('remote-refused', facts, { cause: error });
  }

  /** An error of the client in our words. */
  failure(error: unknown, layer: Layer): unknown {
    return s3Failure(error, this.address, bucketOf(this.address, layer), this.clockSkewMs);
  }

  close(): void {
    this.#heavy.clear();
    this.#queue.clear();
    this.#s3.destroy();
  }

  #either(signal: AbortSignal | undefined): AbortSignal | undefined {
    if (signal === undefined || this.#signal === undefined) return signal ?? this.#signal;
    return AbortSignal.any([signal, this.#signal]);
  }
}
