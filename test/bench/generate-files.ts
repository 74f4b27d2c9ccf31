import { createCipheriv } from 'node:crypto';
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Bytes that do not compress and are the same in every run: the key stream of AES-128-CTR. */
function keyStream(seed: number): (length: number) => Buffer {
  const key = Buffer.alloc(16);
  key.writeUInt32BE(seed);
  const cipher = createCipheriv('aes-128-ctr', key, Buffer.alloc(16));
  return (length) => cipher.update(Buffer.alloc(length));
}

/** Writes so many files of so many bytes below a folder, a hundred to a folder as plates have wells; all differ. */
export function smallFiles(folder: string, files: number, bytes: number, seed = 1): readonly string[] {
  const stream = keyStream(seed);
  return Array.from({ length: files }, (_, at) => {
    const path = join(
      `plate-${String(Math.floor(at / 100)).padStart(5, '0')}`,
      `well-${String(at % 100).padStart(2, '0')}.csv`,
    );
    if (at % 100 === 0) mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), stream(bytes));
    return path;
  });
}

const PIECE = 4 * 1024 * 1024;

/** Writes so many files of so many bytes into a folder, as sequencing runs; all differ. */
export function largeFiles(folder: string, files: number, bytes: number): readonly string[] {
  mkdirSync(folder, { recursive: true });
  const stream = keyStream(2);
  return Array.from({ length: files }, (_, at) => {
    const path = `reads-${at + 1}.fastq.gz`;
    const file = openSync(join(folder, path), 'w');
    for (let left = bytes; left > 0; left -= PIECE) writeSync(file, stream(Math.min(left, PIECE)));
    closeSync(file);
    return path;
  });
}
