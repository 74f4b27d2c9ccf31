import { chmodSync, closeSync, fsyncSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeFolder } from '../writing/make-folder.ts';
import { errnoOf } from './failure.ts';
import { folderMode, type Sharing } from './sharing.ts';

/** Makes folders below a store's root, and remembers what changed there until `sync` has made it durable. */
export class FolderWriter {
  readonly #root: string;
  readonly #sharing: Sharing;
  readonly #known = new Set<string>();
  readonly #changed = new Set<string>();

  constructor(root: string, sharing: Sharing) {
    this.#root = root;
    this.#sharing = sharing;
  }

  /** Makes this folder, and those between it and the root, where they are not there. */
  make(folder: string): void {
    if (this.#known.has(folder)) return;
    if (folder === this.#root) {
      makeFolder(folder);
    } else {
      this.make(dirname(folder));
      this.#makeOne(folder);
      // Also when somebody else has just made it: their flush may never come.
      this.#changed.add(dirname(folder));
    }
    this.#known.add(folder);
  }

  /** Makes or replaces a name in a folder, which is made if need be, also when somebody has just removed it. */
  change(folder: string, act: () => void): void {
    this.make(folder);
    try {
      act();
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT') throw error;
      this.#known.clear();
      this.make(folder);
      act();
    }
    this.#changed.add(folder);
  }

  /** Makes durable the names in every folder that changed. */
  sync(): void {
    for (const folder of this.#changed) syncPath(folder);
    this.#changed.clear();
  }

  #makeOne(folder: string): void {
    try {
      mkdirSync(folder);
    } catch (error) {
      if (errnoOf(error) !== 'EEXIST') throw error;
      return;
    }
    const mode = folderMode(this.#sharing);
    if (mode !== undefined) chmodSync(folder, mode);
  }
}

/** Makes a file's bytes or a folder's names durable. */
export function syncPath(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
