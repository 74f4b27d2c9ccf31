import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { DlakeError } from '../../errors.ts';
import type { FileToRead } from '../contract.ts';
import { failureOf, readFlags } from '../reading/read-file.ts';

const READ_BYTES = 256 * 1024;

/** The bytes of a file that was hashed before. Throws `file-unreadable` where it can't be read any more. */
export async function* readAgain(root: string, file: FileToRead): AsyncIterable<Uint8Array> {
  const handle = await open(join(root, file.path), readFlags(file.foreign === true)).catch(
    (error: unknown) => {
      throw gone(file, error);
    },
  );
  try {
    const buffer = Buffer.allocUnsafe(READ_BYTES);
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, buffer.length).catch((error: unknown) => {
        throw gone(file, error);
      });
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

function gone({ path }: FileToRead, error: unknown): DlakeError {
  const failure = failureOf(error);
  if (failure.result === 'unreadable')
    return new DlakeError('file-unreadable', { path, reason: failure.reason }, { cause: error });
  return new DlakeError('file-changed', { path }, { cause: error });
}
