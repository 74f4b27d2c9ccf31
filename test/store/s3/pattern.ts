import { blobId } from '../../../src/records/ids.ts';
import { sha256Stream } from '../../../src/records/sha256.ts';

const PIECE = 1024 * 1024;

/** The first `length` bytes of a sequence that does not repeat, in pieces: the same in every process. */
export async function* patternPieces(length: number): AsyncIterable<Uint8Array> {
  for (let at = 0; at < length; at += PIECE) yield pieceAt(at).subarray(0, length - at);
}

/** The id of that many bytes. */
export function patternId(length: number) {
  const hash = sha256Stream();
  for (let at = 0; at < length; at += PIECE) hash.update(pieceAt(at).subarray(0, length - at));
  return blobId(hash.hex());
}

function pieceAt(at: number): Buffer {
  const piece = Buffer.alloc(PIECE, `piece at ${at} `);
  piece.writeDoubleBE(at);
  return piece;
}
