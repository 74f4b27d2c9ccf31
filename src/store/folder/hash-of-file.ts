import { closeSync, openSync, readSync } from 'node:fs';
import { sha256Stream } from '../../records/sha256.ts';

/** Bytes that are read at once; a bigger buffer falls out of the processor's cache and is slower. */
export const READ_BYTES = 256 * 1024;

/** The sha2-256 of a whole file, in hex. */
export function hashOfFile(path: string): string {
  const file = openSync(path, 'r');
  try {
    const hash = sha256Stream();
    const buffer = Buffer.allocUnsafe(READ_BYTES);
    for (;;) {
      const read = readSync(file, buffer);
      if (read === 0) return hash.hex();
      hash.update(read === buffer.length ? buffer : buffer.subarray(0, read));
    }
  } finally {
    closeSync(file);
  }
}
