import { closeSync, openSync } from 'node:fs';
import { DlakeError, isDlakeError } from '../../../errors.ts';
import { CID_BYTES, type PackTable, rowsByOffset } from '../../../records/pack.ts';
import { sha256 } from '../../../records/sha256.ts';
import { errnoOf } from '../failure.ts';
import { streamFile } from '../ingest/stream-file.ts';
import { DIGEST_BYTES, RAW_CODEC } from '../pack-cache/wanted.ts';
import { readPackContents, withPackFile } from '../pack-file.ts';
import { PackWindow, usefulEnds } from '../pack-window.ts';
import {
  type BlobsRequest,
  type Damage,
  NOTHING_VERIFIED as NOTHING,
  type PackRequest,
  type VerifyResults,
} from './verify-messages.ts';

type Objects = NonNullable<PackRequest['objects']>;

/** Hashes objects where they lie, in one thread. */
export class ObjectVerifier {
  readonly #stopped: () => boolean;

  constructor(stopped: () => boolean) {
    this.#stopped = stopped;
  }

  /** Hashes a pack's objects, each by its own id, and checks that the pack is whole. */
  async pack(request: PackRequest): Promise<VerifyResults> {
    const read = readIndex(request.path);
    if (read === undefined) return { ...NOTHING, gone: keysOf(request.objects) };
    const objects = request.objects ?? ('table' in read ? objectsOf(read.table) : undefined);
    const broken = 'reason' in read ? { broken: { path: request.path, reason: read.reason } } : {};
    return objects === undefined
      ? { ...NOTHING, ...broken }
      : { ...this.#hash(request.path, objects), ...broken };
  }

  /** Hashes large blobs. */
  async blobs(request: BlobsRequest): Promise<VerifyResults> {
    let bytes = 0;
    const damaged: Damage[] = [];
    const gone: { key: string; codec: number }[] = [];
    for (const { path, key } of request.blobs) {
      try {
        const file = openSync(path, 'r');
        try {
          const streamed = await streamFile(file, undefined, this.#stopped);
          bytes += streamed.bytes;
          if (streamed.key !== key) damaged.push({ key, codec: RAW_CODEC, found: streamed.key, path });
        } finally {
          closeSync(file);
        }
      } catch (error) {
        const code = errnoOf(error);
        if (code === undefined) throw error;
        if (code === 'ENOENT') gone.push({ key, codec: RAW_CODEC });
        else damaged.push({ key, codec: RAW_CODEC, found: (error as Error).message, path });
      }
    }
    return { objects: request.blobs.length - gone.length, bytes, damaged, gone };
  }

  #hash(path: string, objects: Objects): VerifyResults {
    const window = new PackWindow();
    const damaged: Damage[] = [];
    const ends = usefulEnds(objects.offsets, objects.lengths, () => true);
    let bytes = 0;
    try {
      for (let row = 0; row < objects.count; row++) {
        if (this.#stopped()) throw new DlakeError('interrupted', {});
        const [offset, length] = [objects.offsets[row] as number, objects.lengths[row] as number];
        const found = foundAt(window, path, offset, length, ends[row] as number);
        const key = keyAt(objects, row);
        if (found !== key) damaged.push({ key, codec: objects.codecs[row] as number, found, path });
        bytes += length;
      }
    } finally {
      window.close();
    }
    return { objects: objects.count, bytes, damaged, gone: [] };
  }
}

function foundAt(window: PackWindow, path: string, offset: number, length: number, end: number): string {
  try {
    const bytes = window.piece(path, offset, length, end);
    return bytes === undefined ? 'the pack is gone' : sha256(bytes).toString('hex');
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    return (error as Error).message;
  }
}

function readIndex(path: string): { readonly table: PackTable } | { readonly reason: string } | undefined {
  try {
    return withPackFile(path, (file) => readPackContents(file, path));
  } catch (error) {
    if (isDlakeError(error, 'store-damaged')) return { reason: error.data.reason };
    if (errnoOf(error) === undefined) throw error;
    return { reason: (error as Error).message };
  }
}

function objectsOf(table: PackTable): Objects {
  const rows = rowsByOffset(table);
  const digests = new Uint8Array(table.count * DIGEST_BYTES);
  rows.forEach((row, at) => {
    const end = (row + 1) * CID_BYTES;
    digests.set(table.ids.subarray(end - DIGEST_BYTES, end), at * DIGEST_BYTES);
  });
  return {
    count: table.count,
    digests,
    codecs: Uint8Array.from(rows, (row) => table.ids[row * CID_BYTES + 1] as number),
    offsets: rows.map((row) => table.offsets[row] as number),
    lengths: rows.map((row) => table.lengths[row] as number),
  };
}

const keyAt = ({ digests }: Objects, row: number): string =>
  Buffer.from(digests.buffer, digests.byteOffset + row * DIGEST_BYTES, DIGEST_BYTES).toString('hex');

function keysOf(objects: Objects | undefined): VerifyResults['gone'] {
  if (objects === undefined) return [];
  return Array.from({ length: objects.count }, (_, row) => ({
    key: keyAt(objects, row),
    codec: objects.codecs[row] as number,
  }));
}
