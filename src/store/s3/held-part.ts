import { randomUUID } from 'node:crypto';
import { closeSync, createReadStream, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { sha256Stream } from '../../records/sha256.ts';
import { makeFolder } from '../writing/make-folder.ts';
import type { PartRoom } from './parts.ts';

const FIRST_BYTES = 1024 * 1024;

/** A part that is held until it is sent, and its digest. */
export interface HeldPart extends PartRoom {
  /** The sha2-256 of what it took, 32 bytes; then it takes no more. */
  digest(): Buffer;
  /** What it took, as the body of a request; may be asked for again. */
  body(): Buffer | Readable;
  /** Lets go of it. */
  drop(): void;
}

/** Holds a part of at most `limit` bytes in memory. It grows when there may not be much of it. */
export function partInMemory(limit: number, grows: boolean, letGo: () => void): HeldPart {
  let buffer = Buffer.allocUnsafeSlow(grows ? Math.min(limit, FIRST_BYTES) : limit);
  let filled = 0;
  const sum = sha256Stream();
  return {
    take: (bytes) => {
      if (filled + bytes.length > buffer.length) {
        const larger = Buffer.allocUnsafeSlow(
          Math.min(limit, Math.max(filled + bytes.length, buffer.length * 4)),
        );
        buffer.copy(larger, 0, 0, filled);
        buffer = larger;
      }
      buffer.set(bytes, filled);
      filled += bytes.length;
      sum.update(bytes);
    },
    digest: () => Buffer.from(sum.hex(), 'hex'),
    body: () => buffer.subarray(0, filled),
    drop: () => {
      buffer = Buffer.alloc(0);
      letGo();
    },
  };
}

/** Holds a part in a file of this folder, for parts that are too large for memory. */
export function partInFile(scratch: string): HeldPart {
  makeFolder(scratch);
  const path = join(scratch, `part-${randomUUID()}`);
  const file = openSync(path, 'wx', 0o600);
  const sum = sha256Stream();
  let open = true;
  const close = () => {
    if (open) closeSync(file);
    open = false;
  };
  return {
    take: (bytes) => {
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
      sum.update(bytes);
    },
    digest: () => {
      close();
      return Buffer.from(sum.hex(), 'hex');
    },
    body: () => createReadStream(path, { highWaterMark: FIRST_BYTES }),
    drop: () => {
      close();
      rmSync(path, { force: true });
    },
  };
}
