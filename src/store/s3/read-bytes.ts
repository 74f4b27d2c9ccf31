import { setTimeout } from 'node:timers/promises';
import { DlakeError } from '../../errors.ts';
import type { Layer } from '../../records/layers.ts';
import { throwIfAborted } from '../abort.ts';
import { isWireFailure } from './s3-failure.ts';
import { placeOfFile } from './s3-layout.ts';
import type { S3Requests } from './s3-requests.ts';
import type { StoredFile } from './store-index.ts';

/** How often a body that was cut off is asked for again without a byte having come. */
const AGAIN = 4;
const PAUSE_MS = 200;

/** A range of a stored file. */
export interface FileRange {
  readonly file: StoredFile;
  readonly offset: number;
  readonly length: number;
}

/**
 * Streams a range of a file, by version id; goes on where a body was cut off. Undefined when the file is not there.
 * What comes may be shorter where the file is.
 */
export async function readBytes(
  requests: S3Requests,
  layer: Layer,
  range: FileRange,
  signal?: AbortSignal,
): Promise<AsyncIterable<Uint8Array> | undefined> {
  if (range.length === 0) return nothing();
  const first = await open(requests, layer, range, signal);
  return first && follow(requests, layer, range, first, signal);
}

/** All bytes of a range in one buffer; undefined when the file is not there. */
export async function readRange(
  requests: S3Requests,
  layer: Layer,
  range: FileRange,
  signal?: AbortSignal,
): Promise<Buffer | undefined> {
  const stream = await readBytes(requests, layer, range, signal);
  if (stream === undefined) return undefined;
  const whole = Buffer.allocUnsafe(range.length);
  let filled = 0;
  for await (const piece of stream) {
    whole.set(piece, filled);
    filled += piece.length;
  }
  return whole.subarray(0, filled);
}

async function* nothing(): AsyncIterable<Uint8Array> {}

async function* follow(
  requests: S3Requests,
  layer: Layer,
  range: FileRange,
  first: AsyncIterable<Uint8Array>,
  signal: AbortSignal | undefined,
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
        const wanted = piece.length > range.length - at ? piece.subarray(0, range.length - at) : piece;
        at += wanted.length;
        failures = 0;
        yield wanted;
        if (at === range.length) return;
      }
    } catch (error) {
      if (error instanceof DlakeError) throw error;
      throwIfAborted(signal);
      if (!isWireFailure(error)) throw error;
      failed = error;
    }
    if (failed === undefined && at >= range.file.size - range.offset) return;
    failures += 1;
    if (failures > AGAIN) {
      throw requests.failure(
        failed ?? Object.assign(new Error('the body was cut short'), { code: 'ECONNRESET' }),
        layer,
      );
    }
    await setTimeout(PAUSE_MS * failures);
    const rest = { ...range, offset: range.offset + at, length: range.length - at };
    body = await open(requests, layer, rest, signal);
    if (body === undefined) return;
  }
}

async function open(
  requests: S3Requests,
  layer: Layer,
  { file, offset, length }: FileRange,
  signal: AbortSignal | undefined,
): Promise<AsyncIterable<Uint8Array> | undefined> {
  const whole = offset === 0 && length >= file.size;
  const input = {
    ...placeOfFile(requests.address, layer, file),
    ...(file.versionId !== undefined && { VersionId: file.versionId }),
    ...(!whole && { Range: `bytes=${offset}-${offset + length - 1}` }),
  };
  const outcome = await requests.attempt(layer, (s3, options) => s3.getObject(input, options), signal);
  if (outcome.refused === undefined) return outcome.value.Body as unknown as AsyncIterable<Uint8Array>;
  if (outcome.refused === 'absent' || outcome.refused === 'hidden') return undefined;
  throw requests.refused(layer, outcome);
}
