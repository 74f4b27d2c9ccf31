import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hexOf, type ObjectId } from '../../records/ids.ts';
import { LAYERS, type Layer } from '../../records/layers.ts';
import { sha256Hex } from '../../records/sha256.ts';
import { throwIfAborted } from '../abort.ts';
import type {
  CallOptions,
  FileToWrite,
  MaterialiseOptions,
  ProveOptions,
  RangeOptions,
  ReadObject,
  Session,
  SessionOptions,
  Store,
  StoreProblem,
  Unproved,
  VerifyRow,
  WrittenFile,
} from '../contract.ts';
import { unprovedByReading } from '../reading/unproved-by-reading.ts';
import { placeFile } from '../writing/place-file.ts';
import { SafeFolders } from '../writing/safe-folders.ts';
import { TemporaryFolder } from '../writing/temporary-folder.ts';
import { MemoryFreeing } from './memory-freeing.ts';
import { MemoryLogs } from './memory-logs.ts';
import { MemorySession } from './memory-session.ts';

/** Opens an empty store that lives as long as the process. */
export function openMemoryStore(): Store {
  return new MemoryStore();
}

class MemoryStore implements Store {
  readonly logs = new MemoryLogs();
  readonly #layers = new Map<Layer, Map<ObjectId, Uint8Array>>(LAYERS.map((layer) => [layer, new Map()]));
  readonly #sessions = new Set<object>();
  readonly freeing = new MemoryFreeing((layer) => this.#of(layer), this.#sessions);

  async session(layer: Layer, options?: SessionOptions): Promise<Session> {
    throwIfAborted(options?.signal);
    return new MemorySession((of) => this.#of(of), layer, this.#sessions, options);
  }

  async get(
    layer: Layer,
    id: ObjectId,
    options: RangeOptions = {},
  ): Promise<AsyncIterable<Uint8Array> | undefined> {
    const bytes = await this.read(layer, id, options);
    if (bytes === undefined) return undefined;
    const from = Math.min(options.offset ?? 0, bytes.length);
    return once(bytes.subarray(from, from + (options.length ?? bytes.length)));
  }

  async read(layer: Layer, id: ObjectId, options: CallOptions = {}): Promise<Uint8Array | undefined> {
    throwIfAborted(options.signal);
    const bytes = this.#of(layer).get(id);
    return bytes && Uint8Array.from(bytes);
  }

  async *readMany(
    layer: Layer,
    ids: readonly ObjectId[],
    options: CallOptions = {},
  ): AsyncIterable<readonly ReadObject[]> {
    for (const id of new Set(ids)) {
      const bytes = await this.read(layer, id, options);
      if (bytes !== undefined) yield [{ id, bytes }];
    }
  }

  async missing(layer: Layer, ids: Iterable<ObjectId>, options: CallOptions = {}): Promise<Set<ObjectId>> {
    throwIfAborted(options.signal);
    const objects = this.#of(layer);
    return new Set([...ids].filter((id) => !objects.has(id) && !this.freeing.bringBack(layer, id)));
  }

  async sizes(
    layer: Layer,
    ids: readonly ObjectId[],
    options: CallOptions = {},
  ): Promise<ReadonlyMap<ObjectId, number>> {
    throwIfAborted(options.signal);
    const objects = this.#of(layer);
    return new Map(
      ids.flatMap((id) => {
        const bytes = objects.get(id);
        return bytes === undefined ? [] : [[id, bytes.length] as const];
      }),
    );
  }

  async withPrefix(layer: Layer, hex: string, limit: number): Promise<ObjectId[]> {
    const found = [...this.#of(layer).keys()].filter((id) => hexOf(id).startsWith(hex));
    return found.sort((a, b) => (hexOf(a) < hexOf(b) ? -1 : 1)).slice(0, limit);
  }

  async *materialise(
    layer: Layer,
    root: string,
    files: Iterable<FileToWrite>,
    options: MaterialiseOptions,
  ): AsyncIterable<readonly WrittenFile[]> {
    const folders = new SafeFolders(root);
    const temporary = new TemporaryFolder(root, options.temporary);
    try {
      for (const file of files) {
        throwIfAborted(options.signal);
        const bytes = this.#of(layer).get(file.blob);
        yield [
          bytes === undefined
            ? { index: file.index, result: 'missing' }
            : write(root, temporary.path, folders, file, bytes),
        ];
      }
    } finally {
      temporary.remove();
    }
  }

  async *verify(
    layer: Layer,
    ids: Iterable<ObjectId> | 'all',
    options: CallOptions = {},
  ): AsyncIterable<VerifyRow> {
    const held = this.#of(layer);
    let objects = 0;
    let total = 0;
    for (const id of ids === 'all' ? held.keys() : ids) {
      throwIfAborted(options.signal);
      const bytes = held.get(id);
      const found = bytes && sha256Hex(bytes);
      if (found === undefined) yield { kind: 'missing', id };
      else if (found !== hexOf(id)) yield { kind: 'damaged', id, found, where: 'memory' };
      objects += 1;
      total += bytes?.length ?? 0;
    }
    yield { kind: 'progress', objects, bytes: total };
  }

  async prove(
    layer: Layer,
    ids: readonly ObjectId[],
    options: ProveOptions = {},
  ): Promise<ReadonlyMap<ObjectId, Unproved>> {
    return unprovedByReading(this.verify(layer, ids, options));
  }

  async *check(_layer: Layer, options: CallOptions = {}): AsyncIterable<StoreProblem> {
    throwIfAborted(options.signal);
    yield* [];
  }

  /** Does nothing: others may have the same store open. */
  async close(): Promise<void> {}

  #of(layer: Layer): Map<ObjectId, Uint8Array> {
    return this.#layers.get(layer) as Map<ObjectId, Uint8Array>;
  }
}

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  if (bytes.length > 0) yield bytes;
}

function write(
  root: string,
  temporary: string,
  folders: SafeFolders,
  file: FileToWrite,
  bytes: Uint8Array,
): WrittenFile {
  const part = join(temporary, 'part');
  writeFileSync(part, bytes);
  return placeFile(root, folders, file, part);
}
