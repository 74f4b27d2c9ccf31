import type { Layer } from '../../records/layers.ts';
import { followBody } from './follow-body.ts';
import { placeOfFile } from './s3-layout.ts';
import type { S3Requests } from './s3-requests.ts';
import type { StoredFile } from './store-index.ts';

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
  if (first === undefined) return undefined;
  return followBody(requests, layer, first, {
    length: range.length,
    held: range.file.size - range.offset,
    again: (at) => {
      const rest = { ...range, offset: range.offset + at, length: range.length - at };
      return open(requests, layer, rest, signal);
    },
    ...(signal && { signal }),
  });
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
