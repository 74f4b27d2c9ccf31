import { DlakeError } from '../errors.ts';
import { sha256 } from './sha256.ts';

/** Bytes of a pack's footer: `dlakepk1`, index offset, index length (big-endian), sha2-256 of the index. */
export const PACK_FOOTER_BYTES = 56;
/** The most bytes that a whole pack may have. */
export const PACK_MAX_BYTES = 128 * 1024 * 1024;

const MAGIC = 'dlakepk1';

/** Where a pack's index lies and what its sha2-256 is. */
export interface PackFooter {
  readonly indexOffset: number;
  readonly indexLength: number;
  readonly indexSha256: Uint8Array;
}

/** The 56 bytes after an index that begins at `indexOffset`. */
export function encodePackFooter(indexOffset: number, index: Uint8Array): Uint8Array {
  const footer = Buffer.alloc(PACK_FOOTER_BYTES);
  footer.write(MAGIC, 'latin1');
  footer.writeBigUInt64BE(BigInt(indexOffset), 8);
  footer.writeBigUInt64BE(BigInt(index.length), 16);
  footer.set(sha256(index), 24);
  return footer;
}

/**
 * Reads the last 56 bytes of a pack of `packSize` bytes. Throws `record-invalid` unless objects, index and
 * footer fill the pack exactly and it is within the limit.
 */
export function decodePackFooter(bytes: Uint8Array, packSize: number): PackFooter {
  const footer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (packSize > PACK_MAX_BYTES) throw invalid(`longer than ${PACK_MAX_BYTES} bytes`);
  if (packSize < PACK_FOOTER_BYTES || footer.length !== PACK_FOOTER_BYTES)
    throw invalid('shorter than a footer');
  if (footer.toString('latin1', 0, 8) !== MAGIC) throw invalid('the footer does not begin with dlakepk1');
  const indexOffset = footer.readBigUInt64BE(8);
  const indexLength = footer.readBigUInt64BE(16);
  if (indexOffset + indexLength + BigInt(PACK_FOOTER_BYTES) !== BigInt(packSize)) {
    throw invalid('objects, index and footer do not fill it');
  }
  return {
    indexOffset: Number(indexOffset),
    indexLength: Number(indexLength),
    indexSha256: Uint8Array.from(footer.subarray(24)),
  };
}

function invalid(reason: string): DlakeError {
  return new DlakeError('record-invalid', { what: 'pack', reason });
}
