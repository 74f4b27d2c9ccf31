import { accessSync, constants, lstatSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DlakeError, diskFull } from '../errors.ts';
import type { LakeHost } from '../lake/lake.ts';
import type { Pin } from '../records/lock.ts';
import { sha256Hex } from '../records/sha256.ts';
import type { Store } from '../store/contract.ts';
import { openFolderStore } from '../store/folder/open-folder-store.ts';
import type { WorktreeFolder } from '../worktree/worktree-folder.ts';
import { pinRef } from './pin-ref.ts';

/** A folder with the files of pins, and what is kept of them in its `.dlake-lock`. */
export class LockedPlace {
  /** Absolute, without symlinks as far as it exists. */
  readonly folder: string;
  readonly #own: string;

  constructor(folder: string) {
    this.folder = realOf(resolve(folder));
    this.#own = join(this.folder, '.dlake-lock');
  }

  /** The store of commits and manifest pages, which holds no files. */
  get storeFolder(): string {
    return join(this.#own, 'store');
  }

  /** Makes what is kept here ready to be written to, and git look away from it. Throws `file-unwritable` and `disk-full`. */
  make(): void {
    const problem = this.#linkOn('.dlake-lock');
    if (problem !== undefined) throw new DlakeError('file-unwritable', { path: this.#own, reason: problem });
    try {
      mkdirSync(this.#own, { recursive: true });
      writeFileSync(join(this.#own, '.gitignore'), '*\n');
    } catch (cause) {
      const { message } = cause as Error;
      const full = diskFull(cause, this.#own);
      throw full ?? new DlakeError('file-unwritable', { path: this.#own, reason: message }, { cause });
    }
  }

  /** Opens the store; it is not made before something is written. */
  open(host: LakeHost): Promise<Store> {
    return openFolderStore({ root: this.storeFolder, cache: this.#cache(host), host: host.host });
  }

  /** The folder of a pin's files. */
  folderOf(pin: Pin): WorktreeFolder {
    const state = join(this.#own, 'state', pin.path);
    return { path: join(this.folder, pin.path), ref: pinRef(pin), own: true, state };
  }

  /** Why the files of a pin can't be there without leaving this folder; undefined when they can. */
  problemOf({ path }: Pin): string | undefined {
    return this.#linkOn(path);
  }

  #linkOn(path: string): string | undefined {
    const parts = path.split('/');
    for (const [at] of parts.entries()) {
      const above = parts.slice(0, at + 1).join('/');
      const found = lstatSync(join(this.folder, above), { throwIfNoEntry: false });
      if (found === undefined) return undefined;
      if (found.isSymbolicLink()) return `${above} is a symlink, which may lead elsewhere`;
    }
    return undefined;
  }

  /** A folder for what is derived from the store: beside it, or the user's where that can't be written. */
  #cache(host: LakeHost): string {
    try {
      accessSync(this.#own, constants.W_OK);
      return join(this.#own, 'cache', host.host);
    } catch {
      return join(host.cache, 'locked', sha256Hex(this.folder).slice(0, 16));
    }
  }
}

function realOf(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return folder;
  }
}
