import { sha256, sha256Stream } from '../../records/sha256.ts';

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

/** What takes the bytes of one part. */
export interface PartRoom {
  /** Takes bytes, which may be used again when it is done. */
  take(bytes: Uint8Array): void;
}

/**
 * Cuts a stream into parts, each of which is filled in a room that `open` gives, and yields each with its length; a
 * stream without bytes has one empty part.
 */
export async function* partsOf<Room extends PartRoom>(
  stream: AsyncIterable<Uint8Array>,
  open: (number: number, limit: number) => Promise<Room> | Room,
): AsyncIterable<{ readonly room: Room; readonly length: number }> {
  let number = 1;
  let limit = bytesOfPart(number);
  let length = 0;
  let room = await open(number, limit);
  for await (const piece of stream) {
    for (let at = 0; at < piece.length; ) {
      if (length === limit) {
        yield { room, length };
        number += 1;
        limit = bytesOfPart(number);
        length = 0;
        room = await open(number, limit);
      }
      const taken = piece.subarray(at, at + limit - length);
      room.take(taken);
      length += taken.length;
      at += taken.length;
    }
  }
  yield { room, length };
}

/** What a server calls the SHA-256 of a file that came in parts with these digests. */
export const compositeOf = (digests: readonly Uint8Array[]): string =>
  `${sha256(Buffer.concat(digests)).toString('base64')}-${digests.length}`;

/** The composite checksum that these bytes have when they are uploaded in our parts; keeps none of them. */
export async function compositeOfStream(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const digests: Buffer[] = [];
  const open = () => {
    const sum = sha256Stream();
    return { take: (bytes: Uint8Array) => sum.update(bytes), digest: () => Buffer.from(sum.hex(), 'hex') };
  };
  for await (const { room } of partsOf(stream, open)) digests.push(room.digest());
  return compositeOf(digests);
}
