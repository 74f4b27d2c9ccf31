import { sha256 } from '../../records/sha256.ts';

const MIB = 1024 * 1024;
/** Parts of so many bytes, up to the part with this number: 10,000 parts hold 5 TiB, and small files small parts. */
const SIZES = [
  { until: 2000, bytes: 8 * MIB },
  { until: 5000, bytes: 64 * MIB },
  { until: 10_000, bytes: 1024 * MIB },
] as const;

/** Files up to this size are sent in one request. */
export const ONE_REQUEST_BYTES = SIZES[0].bytes;

/**
 * How long part `number` (from 1) of a file is, but for the last one. The same for every file and client, so that an
 * upload can be gone on with, and its composite checksum made again.
 */
export function bytesOfPart(number: number): number {
  const size = SIZES.find(({ until }) => number <= until);
  if (size === undefined) throw new Error(`no file has ${number} parts`);
  return size.bytes;
}

/** Cuts a stream into parts, each a buffer of its own; a stream without bytes has one empty part. */
export async function* partsOf(stream: AsyncIterable<Uint8Array>): AsyncIterable<Buffer> {
  let number = 1;
  let part = new PartBuffer(bytesOfPart(number));
  for await (const piece of stream) {
    for (let at = 0; at < piece.length; ) {
      if (part.full) {
        yield part.bytes();
        number += 1;
        const size = bytesOfPart(number);
        part = new PartBuffer(size, size);
      }
      at += part.take(piece.subarray(at));
    }
  }
  yield part.bytes();
}

/** What a server calls the SHA-256 of a file that came in parts with these digests. */
export const compositeOf = (digests: readonly Uint8Array[]): string =>
  `${sha256(Buffer.concat(digests)).toString('base64')}-${digests.length}`;

/** The composite checksum that these bytes have when they are uploaded in our parts. */
export async function compositeOfStream(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const digests: Buffer[] = [];
  for await (const part of partsOf(stream)) digests.push(sha256(part));
  return compositeOf(digests);
}

/** A part that fills. The first one of a stream grows: there may not be much of it. */
class PartBuffer {
  readonly #limit: number;
  #buffer: Buffer;
  #filled = 0;

  constructor(limit: number, room = MIB) {
    this.#limit = limit;
    this.#buffer = Buffer.allocUnsafeSlow(room);
  }

  get full(): boolean {
    return this.#filled === this.#limit;
  }

  /** Takes as much as there is room for, and tells how much. */
  take(bytes: Uint8Array): number {
    const taken = Math.min(bytes.length, this.#limit - this.#filled);
    if (this.#filled + taken > this.#buffer.length) this.#grow(this.#filled + taken);
    this.#buffer.set(bytes.subarray(0, taken), this.#filled);
    this.#filled += taken;
    return taken;
  }

  bytes(): Buffer {
    return this.#buffer.subarray(0, this.#filled);
  }

  #grow(least: number): void {
    const larger = Buffer.allocUnsafeSlow(Math.min(this.#limit, Math.max(least, this.#buffer.length * 4)));
    this.#buffer.copy(larger, 0, 0, this.#filled);
    this.#buffer = larger;
  }
}
