import { randomBytes } from 'node:crypto';
import { type Dirent, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DlakeError, isDlakeError } from '../../errors.ts';
import { LAYERS } from '../../records/layers.ts';
import { errnoOf, ignoringFailures, ignoringRefusals, readFailure, writing } from './failure.ts';
import { type FolderWriter, syncPath } from './folder-writer.ts';
import type { Layout } from './layout.ts';
import { lookAt } from './look-at.ts';
import { isStanding, readMoveMark } from './moving/move-mark.ts';
import { isAlive, type ProcessIdentity, thisProcess } from './process-identity.ts';

const STARTED = 'started';
/** What belongs to a process of which nothing can be told from here is garbage when it has not changed for so long. */
export const FORGOTTEN_MS = 7 * 24 * 3600 * 1000;

/**
 * This process's folder below `tmp`, with one for each session. Made when first needed; making it removes those
 * of dead processes of this host, and those of other hosts that were left long ago.
 */
export class Workspace {
  readonly #layout: Layout;
  readonly #folders: FolderWriter;
  readonly #self: ProcessIdentity;
  #path: string | undefined;
  #count = 0;
  #kept = false;

  constructor(layout: Layout, folders: FolderWriter, host: string) {
    this.#layout = layout;
    this.#folders = folders;
    this.#self = thisProcess(host);
  }

  /** A path for a new file or folder, that nobody else uses. */
  fresh(): string {
    this.#path ??= writing(this.#layout.root, () => this.#make());
    this.#count += 1;
    return join(this.#path, String(this.#count));
  }

  /** Makes the folder of a new session. */
  session(): SessionFolder {
    const path = this.fresh();
    return writing(path, () => {
      this.#folders.make(path);
      const folder = new SessionFolder(path, () => this.#kept);
      folder.touch();
      return folder;
    });
  }

  /** What the store's own clock says; undefined where nothing can be written. */
  now(): number | undefined {
    let now: number | undefined;
    try {
      const path = this.fresh();
      writing(path, () => writeFileSync(path, ''));
      now = lookAt(path)?.mtimeMs;
      rmSync(path, { force: true });
    } catch (error) {
      if (!isDlakeError(error, 'store-unwritable') && !isDlakeError(error, 'disk-full')) throw error;
    }
    return now;
  }

  /** Has the sessions of this process seem open after they have ended: names that they gave may not be flushed. */
  keep(): void {
    this.#kept = true;
  }

  close(): void {
    if (this.#path !== undefined && !this.#kept) rmSync(this.#path, { recursive: true, force: true });
    this.#path = undefined;
  }

  #make(): string {
    const path = join(this.#layout.temporaries, nameOf(this.#self));
    this.#folders.make(path);
    // Whoever moves the store sets the mark first, and then looks for folders like this one.
    const mark = readMoveMark(this.#layout.root);
    if (mark !== undefined && isStanding(mark, this.#self)) {
      rmSync(path, { recursive: true, force: true });
      throw new DlakeError('store-moved', {
        from: this.#layout.root,
        to: mark.to,
        done: mark.by === undefined,
      });
    }
    this.#removeStale(lookAt(path)?.mtimeMs ?? 0);
    return path;
  }

  /** Removes what dead processes left, once every name that they may have given is flushed. */
  #removeStale(now: number): void {
    const stale = namesIn(this.#layout.temporaries).filter((name) => this.#isStale(name, now));
    if (stale.length === 0) return;
    // While their sessions seem open the clean mark stays before them; then all that is older counts as flushed.
    try {
      for (const folder of objectFolders(this.#layout)) ignoringRefusals(() => syncPath(folder));
    } catch (error) {
      // Names that did not reach the disk: whoever gave them is not forgotten yet.
      if (errnoOf(error) === undefined) throw error;
      return;
    }
    for (const name of stale) {
      const path = join(this.#layout.temporaries, name);
      ignoringFailures(() => rmSync(path, { recursive: true, force: true }));
    }
  }

  /** `now` is by the store's clock, as the times of what lies there are. */
  #isStale(name: string, now: number): boolean {
    const owner = ownerOf(name);
    if (owner === undefined) return false;
    let stale = false;
    ignoringFailures(() => {
      stale = !(isAlive(owner, this.#self) ?? !isForgotten(join(this.#layout.temporaries, name), now));
    });
    return stale;
  }
}

/** The folders in which objects have their names. */
function objectFolders(layout: Layout): string[] {
  const roots = LAYERS.flatMap((layer) => [layout.blobs(layer), layout.packs(layer)]);
  return roots.flatMap((root) => {
    const names = namesIn(root);
    return names.length === 0 ? [] : [dirname(root), root, ...names.map((name) => join(root, name))];
  });
}

/** A session's folder below `tmp`. */
export class SessionFolder {
  readonly path: string;
  readonly #isKept: () => boolean;

  constructor(path: string, isKept: () => boolean) {
    this.path = path;
    this.#isKept = isKept;
  }

  /** Says, by the store's own clock, that all that this session took until now is durable. */
  touch(): void {
    writeFileSync(join(this.path, STARTED), 'x');
  }

  /** Removes the folder; one that is to be kept is only emptied. */
  remove(): void {
    const names = this.#isKept() ? namesIn(this.path).filter((name) => name !== STARTED) : [''];
    for (const name of names) rmSync(join(this.path, name), { recursive: true, force: true });
  }
}

/** When, by the store's clock, the open session began that began first; undefined when none is open. */
export function oldestSession(layout: Layout): number | undefined {
  let oldest: number | undefined;
  for (const owner of namesIn(layout.temporaries)) {
    for (const session of namesIn(join(layout.temporaries, owner))) {
      const started = join(layout.temporaries, owner, session, STARTED);
      const at = lookAt(started)?.mtimeMs;
      if (at !== undefined && (oldest === undefined || at < oldest)) oldest = at;
    }
  }
  return oldest;
}

/** The names in a folder; none when it is no folder or is gone. */
export const namesIn = (folder: string): string[] => listed(folder, () => readdirSync(folder));

/** What a folder holds, with what each of it is; nothing when it is no folder or is gone. */
export const partsIn = (folder: string): Dirent[] =>
  listed(folder, () => readdirSync(folder, { withFileTypes: true }));

function listed<T>(folder: string, list: () => T[]): T[] {
  try {
    return list();
  } catch (error) {
    const code = errnoOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw readFailure(error, folder);
  }
}

function nameOf(self: ProcessIdentity): string {
  const unique = randomBytes(6).toString('hex');
  return [self.host, self.boot, self.namespace, self.pid, self.start, unique].join('~');
}

function ownerOf(name: string): ProcessIdentity | undefined {
  const [host, boot, namespace, pid, start, unique] = name.split('~');
  if (host === undefined || boot === undefined || namespace === undefined || start === undefined)
    return undefined;
  return unique === undefined ? undefined : { host, boot, namespace, pid: Number(pid), start };
}

function isForgotten(path: string, now: number): boolean {
  const sessions = namesIn(path).map((name) => join(path, name));
  const files = sessions.flatMap((session) => namesIn(session).map((name) => join(session, name)));
  return [path, ...sessions, ...files].every((each) => (lookAt(each)?.mtimeMs ?? 0) < now - FORGOTTEN_MS);
}

/** Processes that have a folder in a store and have not ended, as far as can be told from here; not this one. */
export function otherProcesses(layout: Layout, self: ProcessIdentity): readonly ProcessIdentity[] {
  return namesIn(layout.temporaries).flatMap((name) => {
    const owner = ownerOf(name);
    const isOther = owner !== undefined && !(owner.pid === self.pid && owner.start === self.start);
    return isOther && isAlive(owner, self) !== false ? [owner] : [];
  });
}
