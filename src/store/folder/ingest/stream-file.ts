import { readSync } from 'node:fs';
import { DlakeError } from '../../../errors.ts';
import { sha256Stream } from '../../../records/sha256.ts';
import { HTML_HEAD, looksLikeHtml } from '../../reading/html.ts';
import type { Inspection } from '../../reading/inspection.ts';
import { READ_BYTES } from '../hash-of-file.ts';

/** What was read of a file. */
export interface Streamed {
  /** sha2-256 in hex. */
  readonly key: string;
  readonly bytes: number;
  readonly html: boolean;
}

/**
 * Reads an open file from its beginning, hashes it and hands each piece to `piece`, which may not keep it.
 * Throws `interrupted` when it is told to stop.
 */
export async function streamFile(
  file: number,
  inspection: Inspection | undefined,
  stopped: () => boolean,
  piece?: (bytes: Uint8Array) => void,
): Promise<Streamed> {
  const buffer = Buffer.allocUnsafeSlow(READ_BYTES);
  const hash = sha256Stream();
  let bytes = 0;
  let html = false;
  for (;;) {
    if (stopped()) throw new DlakeError('interrupted', {});
    const read = readSync(file, buffer, 0, buffer.length, bytes);
    if (read === 0) return { key: hash.hex(), bytes, html };
    const part = read === buffer.length ? buffer : buffer.subarray(0, read);
    if (bytes === 0) html = looksLikeHtml(part.subarray(0, HTML_HEAD));
    hash.update(part);
    piece?.(part);
    if (inspection !== undefined) await inspection.write(part);
    bytes += read;
  }
}
