import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import { type BlobId, blobIdOf, manifestId, type ObjectId } from '../../../src/records/ids.ts';
import type { Layer } from '../../../src/records/layers.ts';
import { sha256Hex } from '../../../src/records/sha256.ts';
import type { FileToRead, Store } from '../../../src/store/contract.ts';

/** A store under test. */
export interface Harness {
  readonly store: Store;
  /** The same store as another process or host has it open; the suite closes it. */
  again(): Promise<Store>;
  /** Damages what is stored: one byte of the file that holds the object. Absent where nothing can get at it. */
  flip?(layer: Layer, id: ObjectId): void | Promise<void>;
  /** Ends all leases, where a store has them in place of sessions: what is retired is found there until it is freed. */
  endLeases?(): Promise<void>;
  /** Releases everything. */
  remove(): Promise<void>;
}

/** How a kind of store is made for a test. */
export type MakeHarness = () => Promise<Harness>;

/** Bytes and their id. */
export interface Sample<Id extends ObjectId = ObjectId> {
  readonly id: Id;
  readonly bytes: Uint8Array;
}

/** A blob of random bytes. */
export function randomBlob(length: number): Sample<BlobId> {
  const bytes = randomBytes(length);
  return { id: blobIdOf(bytes), bytes };
}

/** A record made of these bytes: a store does not look into records. */
export const record = (text: string): Sample => ({
  id: manifestId(sha256Hex(text)),
  bytes: Buffer.from(text),
});

/** Puts objects in a session of their own. */
export async function store(into: Store, layer: Layer, ...samples: readonly Sample[]): Promise<void> {
  const session = await into.session(layer);
  for (const { id, bytes } of samples) session.put(id, bytes);
  await session.flush();
  await session.close();
}

/** All that a stream yields, or undefined. */
export async function collect(
  stream: AsyncIterable<Uint8Array> | undefined,
): Promise<Uint8Array | undefined> {
  if (stream === undefined) return undefined;
  const pieces: Uint8Array[] = [];
  for await (const piece of stream) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** Fails unless these are the expected bytes. */
export function expectBytes(found: Uint8Array | undefined, expected: Uint8Array): void {
  expect(found?.length).toBe(expected.length);
  expect(Buffer.compare(found ?? Buffer.alloc(0), expected)).toBe(0);
}

/** All rows that a call yields in batches. */
export async function rows<T>(batches: AsyncIterable<readonly T[]>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const batch of batches) all.push(...batch);
  return all;
}

/** All that a call yields. */
export async function all<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

/** These bytes as a stream of pieces. */
export async function* pieces(bytes: Uint8Array, length: number): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

/** A real folder with these files, removed by `remove`. */
export class Files {
  readonly root = mkdtempSync(join(tmpdir(), 'dlake-files-'));

  /** Writes a file and says how it is to be read. */
  write(path: string, bytes: Uint8Array | string, index = 0): FileToRead {
    const whole = join(this.root, path);
    mkdirSync(dirname(whole), { recursive: true });
    writeFileSync(whole, bytes);
    return { index, path, size: Buffer.byteLength(bytes) };
  }

  path(path: string): string {
    return join(this.root, path);
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
