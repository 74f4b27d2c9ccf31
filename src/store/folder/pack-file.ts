import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { DlakeError, isDlakeError } from '../../errors.ts';
import { decodePackIndex, type PackTable } from '../../records/pack.ts';
import { decodePackFooter, PACK_FOOTER_BYTES } from '../../records/pack-footer.ts';
import { errnoOf } from './failure.ts';

/** A pack's own index and how long the file is. */
export interface PackContents {
  readonly table: PackTable;
  readonly size: number;
}

/** Reads the index of an open pack by its own footer. Throws `store-damaged`, naming `where`, when it is not a whole pack. */
export function readPackContents(file: number, where: string): PackContents {
  try {
    const { size } = fstatSync(file);
    const tail = readAt(file, Math.max(0, size - PACK_FOOTER_BYTES), Math.min(size, PACK_FOOTER_BYTES));
    const footer = decodePackFooter(tail, size);
    const table = decodePackIndex(readAt(file, footer.indexOffset, footer.indexLength), footer);
    return { table, size };
  } catch (error) {
    if (isDlakeError(error, 'record-invalid')) {
      throw new DlakeError('store-damaged', { where, reason: error.data.reason }, { cause: error });
    }
    if (errnoOf(error) === undefined) throw error;
    throw new DlakeError('store-damaged', { where, reason: (error as Error).message }, { cause: error });
  }
}

/** Opens a pack for as long as `use` runs; undefined when it is not there. */
export function withPackFile<T>(path: string, use: (file: number) => T): T | undefined {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return use(file);
  } finally {
    closeSync(file);
  }
}

/** So many bytes of a file, fewer where it ends. */
export function readAt(file: number, position: number, length: number): Buffer {
  const buffer = Buffer.allocUnsafe(length);
  return buffer.subarray(0, fillFrom(file, buffer, position));
}

/** Fills a buffer from a place in a file; returns how many bytes there were. */
export function fillFrom(file: number, buffer: Uint8Array, position: number): number {
  let filled = 0;
  while (filled < buffer.length) {
    const read = readSync(file, buffer, filled, buffer.length - filled, position + filled);
    if (read === 0) break;
    filled += read;
  }
  return filled;
}
