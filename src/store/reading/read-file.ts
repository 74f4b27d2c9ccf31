import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { isDlakeError } from '../../errors.ts';
import type { FileStat, FileToRead } from '../contract.ts';
import { fileStatOf, sameFile } from './file-stat.ts';
import { type Found, Inspection } from './inspection.ts';
import { settledStat } from './settled-stat.ts';

/** How often a file that changes under our eyes is read again. */
export const READ_TRIES = 3;

/** Why a file was not read. */
export type ReadFailure =
  | { readonly result: 'changed' | 'vanished' }
  | { readonly result: 'unreadable'; readonly reason: string };

/** What came of reading a file. */
export type ReadFile =
  | ReadFailure
  | { readonly result: 'read'; readonly stat: FileStat; readonly found: Found };

/** How a file is opened for reading: nothing is followed unless asked, and a FIFO does not block. */
export const readFlags = (follow: boolean): number =>
  constants.O_RDONLY | constants.O_NONBLOCK | (follow ? 0 : constants.O_NOFOLLOW);

/** What a failed open or read says of a file; other errors are thrown on. */
export function failureOf(error: unknown): ReadFailure {
  if (isDlakeError(error)) throw error;
  const { code, syscall, message } = error as NodeJS.ErrnoException;
  if (syscall === undefined) throw error;
  if (code === 'ENOENT' || code === 'ENOTDIR') return { result: 'vanished' };
  if (code === 'ELOOP') return { result: 'changed' };
  return { result: 'unreadable', reason: code === 'ENXIO' ? 'not a regular file' : message };
}

/**
 * Reads a file in pieces, `restart` before the first of each try, and tells whether it held still meanwhile.
 * Besides the pieces it takes the digests and checks that `file` asks for.
 */
export async function readFile(
  path: string,
  file: Pick<FileToRead, 'digests' | 'gzip' | 'foreign'>,
  take: { restart(): void; piece(bytes: Uint8Array): void },
): Promise<ReadFile> {
  let handle: FileHandle;
  try {
    handle = await open(path, readFlags(file.foreign === true));
  } catch (error) {
    return failureOf(error);
  }
  try {
    for (let tried = 0; tried < READ_TRIES; tried++) {
      take.restart();
      const done = await readOnce(handle, new Inspection(file), take.piece);
      if (done.result !== 'changed') return done;
    }
    return { result: 'changed' };
  } catch (error) {
    return failureOf(error);
  } finally {
    await handle.close();
  }
}

async function readOnce(
  handle: FileHandle,
  inspection: Inspection,
  piece: (bytes: Uint8Array) => void,
): Promise<ReadFile> {
  const before = settledStat(handle.fd);
  if (!before.isFile()) return { result: 'unreadable', reason: 'not a regular file' };
  const buffer = Buffer.allocUnsafe(256 * 1024);
  let position = 0;
  for (;;) {
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, position);
    if (bytesRead === 0) break;
    position += bytesRead;
    piece(buffer.subarray(0, bytesRead));
    await inspection.write(buffer.subarray(0, bytesRead));
  }
  const found = await inspection.end();
  const after = await handle.stat({ bigint: true });
  if (position !== Number(after.size) || !sameFile(before, after)) return { result: 'changed' };
  return { result: 'read', stat: fileStatOf(after, false), found };
}
