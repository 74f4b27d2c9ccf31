import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readFailure } from '../failure.ts';
import { namesIn } from '../workspace.ts';
import type { Reference } from './reference.ts';
import { decodeReferenceList } from './reference-list.ts';
import { referenceState } from './reference-state.ts';

interface Lists {
  readonly byKey: ReadonlyMap<string, readonly Reference[]>;
  readonly referrers: ReadonlySet<string>;
}

const NONE: Lists = { byKey: new Map(), referrers: new Set() };

/** The blobs of a layer whose bytes lie outside the store, by the lists in a folder. */
export class References {
  readonly #folder: string;
  #names: readonly string[] | undefined;
  #lists = NONE;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Has the folder looked at again. */
  refresh(): void {
    this.#names = undefined;
  }

  get isEmpty(): boolean {
    return this.#all.byKey.size === 0;
  }

  /** A file that has the bytes of the blob with this digest, as far as its size and time tell. */
  find(key: string): Reference | undefined {
    return this.#all.byKey.get(key)?.find((one) => {
      const state = referenceState(one);
      return state === 'as-recorded' || state === 'replaced';
    });
  }

  /** The files of which this blob was the last that was recorded. */
  of(key: string): readonly Reference[] {
    return this.#all.byKey.get(key) ?? [];
  }

  /** The digests, in hex, of the blobs that are referred to. */
  get keys(): Iterable<string> {
    return this.#all.byKey.keys();
  }

  /** The refs, as text, that files are referred to for. */
  get referrers(): ReadonlySet<string> {
    return this.#all.referrers;
  }

  get #all(): Lists {
    if (this.#names !== undefined) return this.#lists;
    const names = namesIn(this.#folder).sort();
    this.#lists = names.length === 0 ? NONE : readLists(this.#folder, names);
    this.#names = names;
    return this.#lists;
  }
}

/** A path has one content: what a later list says of it holds. */
function readLists(folder: string, names: readonly string[]): Lists {
  const byPath = new Map<string, Reference>();
  const referrers = new Set<string>();
  for (const name of names) {
    const path = join(folder, name);
    const list = decodeReferenceList(readText(path), path);
    referrers.add(list.referrer);
    for (const reference of list.references) byPath.set(reference.path, reference);
  }
  const byKey = new Map<string, Reference[]>();
  for (const reference of byPath.values()) {
    const known = byKey.get(reference.key);
    if (known === undefined) byKey.set(reference.key, [reference]);
    else known.push(reference);
  }
  return { byKey, referrers };
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw readFailure(error, path);
  }
}
