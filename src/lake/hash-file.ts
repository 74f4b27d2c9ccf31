import { createReadStream } from 'node:fs';
import { DlakeError } from '../errors.ts';
import { type BlobId, blobId } from '../records/ids.ts';
import { sha256Stream } from '../records/sha256.ts';

/** The id that a file's bytes have now. Throws `file-unreadable`. */
export async function hashFile(path: string): Promise<BlobId> {
  const digest = sha256Stream();
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 }))
      digest.update(chunk as Uint8Array);
  } catch (cause) {
    throw new DlakeError('file-unreadable', { path, reason: (cause as Error).message }, { cause });
  }
  return blobId(digest.hex());
}
