import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeFolder } from '../writing/make-folder.ts';
import { errnoOf, ignoringFailures } from './failure.ts';

/** What this host remembers of large blobs that were found damaged: their keys, and their ctimes at that time. */
export class DamagedBlobs {
  readonly #path: string;
  /** What was found by this thread: it holds where the file can't be written, too. */
  readonly #found = new Map<string, number>();
  #known: ReadonlyMap<string, number> | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  /** Whether this blob was found damaged and has not changed since. */
  has(key: string, changed: number): boolean {
    this.#known ??= read(this.#path);
    return this.#known.get(key) === changed || this.#found.get(key) === changed;
  }

  /** Adds blobs to those that were found and are as they were. */
  note(keys: Iterable<string>, changedAt: (key: string) => number | undefined): void {
    for (const key of keys) this.#found.set(key, changedAt(key) ?? 0);
    const all = [...read(this.#path), ...this.#found].filter(([key, changed]) => changedAt(key) === changed);
    this.forget();
    ignoringFailures(() => {
      makeFolder(dirname(this.#path));
      const part = `${this.#path}.${process.pid}`;
      writeFileSync(part, [...new Map(all)].map(([key, changed]) => `${key} ${changed}\n`).join(''));
      renameSync(part, this.#path);
    });
  }

  /** Has the notes read again. */
  forget(): void {
    this.#known = undefined;
  }
}

function read(path: string): ReadonlyMap<string, number> {
  try {
    const lines = readFileSync(path, 'latin1').split('\n').slice(0, -1);
    return new Map(lines.map((line) => [line.slice(0, 64), Number(line.slice(65))]));
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    return new Map();
  }
}
