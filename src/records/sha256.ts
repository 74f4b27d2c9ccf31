import { createHash, hash } from 'node:crypto';

/** The sha2-256 of these bytes (text counts as its UTF-8), in hex. */
export function sha256Hex(bytes: Uint8Array | string): string {
  return hash('sha256', bytes, 'hex');
}

/** The sha2-256 of these bytes (text counts as its UTF-8), 32 bytes. */
export function sha256(bytes: Uint8Array | string): Buffer {
  return hash('sha256', bytes, 'buffer');
}

/** A sha2-256 that is fed piece by piece. */
export interface Sha256Stream {
  update(bytes: Uint8Array): void;
  /** The digest in hex; ends the stream. */
  hex(): string;
}

/** Starts a sha2-256 over bytes that come in pieces. */
export function sha256Stream(): Sha256Stream {
  const inner = createHash('sha256');
  return { update: (bytes) => void inner.update(bytes), hex: () => inner.digest('hex') };
}

/** How many zero bits the sha2-256 of a text's UTF-8 begins with, most significant bit first: 0 to 256. */
export function leadingZeroBits(text: string): number {
  const digest = hash('sha256', text, 'binary');
  let bits = 0;
  for (let i = 0; i < 32; i++) {
    const byte = digest.charCodeAt(i);
    if (byte !== 0) return bits + Math.clz32(byte) - 24;
    bits += 8;
  }
  return bits;
}
