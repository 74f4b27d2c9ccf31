import { setTimeout } from 'node:timers/promises';
import { DlakeError } from '../../errors.ts';
import type { Layer } from '../../records/layers.ts';
import { throwIfAborted } from '../abort.ts';
import { isWireFailure } from './s3-failure.ts';
import type { S3Requests } from './s3-requests.ts';

/** How often a body that was cut off is asked for again without a byte having come. */
const AGAIN = 4;
const PAUSE_MS = 200;

/** What is to come of a body, and how it is asked for again. */
export interface WantedBody {
  readonly length: number;
  /** So many bytes the server has from there on: a body that ends then is whole, if shorter. */
  readonly held: number;
  /** A body that begins so many bytes later; undefined when there is none any more. */
  again(at: number): Promise<AsyncIterable<Uint8Array> | undefined>;
  readonly signal?: AbortSignal;
}

/** Streams the body of an answer, and goes on with another one where it is cut off. */
export async function* followBody(
  requests: S3Requests,
  layer: Layer,
  first: AsyncIterable<Uint8Array>,
  { length, held, again, signal }: WantedBody,
): AsyncIterable<Uint8Array> {
  let body: AsyncIterable<Uint8Array> | undefined = first;
  let at = 0;
  let failures = 0;
  for (;;) {
    let failed: unknown;
    try {
      for await (const piece of body) {
        throwIfAborted(signal);
        // A server that sends more than it was asked for gets no more of it read.
        const wanted = piece.length > length - at ? piece.subarray(0, length - at) : piece;
        at += wanted.length;
        failures = 0;
        yield wanted;
        if (at === length) return;
      }
    } catch (error) {
      if (error instanceof DlakeError) throw error;
      throwIfAborted(signal);
      if (!isWireFailure(error)) throw error;
      failed = error;
    }
    if (failed === undefined && at >= held) return;
    failures += 1;
    if (failures > AGAIN) {
      throw requests.failure(
        failed ?? Object.assign(new Error('the body was cut short'), { code: 'ECONNRESET' }),
        layer,
      );
    }
    await setTimeout(PAUSE_MS * failures);
    body = await again(at);
    if (body === undefined) return;
  }
}
