import { dirname, join } from 'node:path';
import type { Layer } from '../../../records/layers.ts';
import type { CleanMark } from '../clean-mark.ts';
import { errnoOf, ignoringRefusals } from '../failure.ts';
import { syncPath } from '../folder-writer.ts';
import { hashOfFile } from '../hash-of-file.ts';
import type { Layout } from '../layout.ts';
import { lookAt } from '../look-at.ts';
import { type PackContents, readPackContents, withPackFile } from '../pack-file.ts';
import { namesIn } from '../workspace.ts';

/** The form of the name of a pack or a blob. */
export const KEY = /^[0-9a-f]{64}$/;

/** The packs of a layer as they lie in their folders. */
export class PackFolder {
  readonly #layout: Layout;
  readonly #layer: Layer;
  readonly #mark: CleanMark;

  constructor(layout: Layout, layer: Layer, mark: CleanMark) {
    this.#layout = layout;
    this.#layer = layer;
    this.#mark = mark;
  }

  /** The keys of all packs. */
  keys(): string[] {
    const folder = this.#layout.packs(this.#layer);
    return namesIn(folder).flatMap((part) =>
      namesIn(join(folder, part)).filter((name) => isKeyIn(name, part)),
    );
  }

  pathOf(key: string): string {
    return this.#layout.pack(this.#layer, key);
  }

  /** The bytes of a pack and its ctime in milliseconds; undefined when it is not there. */
  statOf(key: string): { readonly size: number; readonly ctimeMs: number } | undefined {
    return lookAt(this.pathOf(key));
  }

  /** Reads a pack's index; undefined when it is gone. Throws `store-damaged`. */
  read(key: string): PackContents | undefined {
    const path = this.pathOf(key);
    return withPackFile(path, (file) => readPackContents(file, this.#layout.keyOf(path)));
  }

  /**
   * Finds out whether a pack's bytes are those of its key, and when it had last been changed then. One that is
   * older than the last clean mark is good, unless it is `suspect`; any other is hashed, and made durable. One that
   * can't be read or made durable is not good.
   */
  judge(key: string, suspect: boolean): { readonly judged: number; readonly good: boolean } {
    const path = this.pathOf(key);
    const judged = lookAt(path)?.ctimeMs ?? 0;
    if (!suspect && judged < this.#mark.time) return { judged, good: true };
    return { judged, good: isHashOf(path, key) && makeDurable(path) };
  }
}

/** Whether a file's bytes have this sha2-256, in hex; false when it can't be read. */
export function isHashOf(path: string, key: string): boolean {
  try {
    return hashOfFile(path) === key;
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    return false;
  }
}

/** Whether this is the name of an object that belongs in the folder of this name. */
export const isKeyIn = (name: string, folder: string): boolean =>
  KEY.test(name) && name.startsWith(folder) && folder.length === 2;

/**
 * Makes an object durable that somebody else wrote and may not have flushed; whoever can only read leaves it. False
 * when the disk fails: it tells so once, and then the object must not count, for it may be lost all the same.
 */
export function makeDurable(path: string): boolean {
  try {
    ignoringRefusals(() => {
      syncPath(path);
      syncPath(dirname(path));
    });
    return true;
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    return false;
  }
}
