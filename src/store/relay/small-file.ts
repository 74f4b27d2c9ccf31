import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DlakeError } from '../../errors.ts';
import { type BlobId, blobIdOf } from '../../records/ids.ts';
import type { FileToRead } from '../contract.ts';
import { failureOf, readFlags } from '../reading/read-file.ts';

/** All bytes of a small file that was hashed before, by synchronous calls, which cost the least. Throws `file-changed`. */
export function smallFile(root: string, file: FileToRead, id: BlobId): Uint8Array {
  const { path } = file;
  let bytes: Buffer;
  try {
    const handle = openSync(join(root, path), readFlags(file.foreign === true));
    try {
      bytes = readFileSync(handle);
    } finally {
      closeSync(handle);
    }
  } catch (error) {
    const failure = failureOf(error);
    if (failure.result === 'unreadable')
      throw new DlakeError('file-unreadable', { path, reason: failure.reason }, { cause: error });
    throw new DlakeError('file-changed', { path }, { cause: error });
  }
  if (blobIdOf(bytes) === id) return bytes;
  throw new DlakeError('file-changed', { path });
}
