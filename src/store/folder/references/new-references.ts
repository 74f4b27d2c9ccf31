import { randomBytes } from 'node:crypto';
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hexOf } from '../../../records/ids.ts';
import type { FileToRead, IngestedFile } from '../../contract.ts';
import { writing } from '../failure.ts';
import type { FolderWriter } from '../folder-writer.ts';
import { namesIn } from '../workspace.ts';
import type { Reference } from './reference.ts';
import { encodeReferenceList } from './reference-list.ts';

/** The references that a session makes; none counts before `flush`. */
export class NewReferences {
  readonly #folder: string;
  readonly #referrer: string;
  #taken: Reference[] = [];

  /** The folder of the layer's lists, and the ref, as text, that files are referred to for. */
  constructor(folder: string, referrer: string) {
    this.#folder = folder;
    this.#referrer = referrer;
  }

  /** Notes where the files lie that were hashed. */
  note(root: string, files: readonly FileToRead[], results: readonly IngestedFile[]): void {
    const paths = new Map(files.map(({ index, path }) => [index, join(root, path)]));
    for (const result of results) {
      if (result.result !== 'hashed') continue;
      const { size, mtimeNs, ctimeNs, ino } = result.stat;
      const path = paths.get(result.index) as string;
      this.#taken.push({ key: hexOf(result.id), path, size, mtimeNs, ctimeNs, ino });
    }
  }

  /** Writes them down, durably; `part` is a path in the same file system that nobody else uses. */
  flush(folders: FolderWriter, part: string): void {
    if (this.#taken.length === 0) return;
    const text = encodeReferenceList({ referrer: this.#referrer, references: this.#taken });
    writing(this.#folder, () => {
      writeFileSync(part, text, { flush: true, mode: 0o444 });
      folders.change(this.#folder, () => renameSync(part, join(this.#folder, this.#name())));
      folders.sync();
    });
    this.#taken = [];
  }

  /** After all that are there: the last that says something of a path holds. */
  #name(): string {
    const last = Math.max(0, ...namesIn(this.#folder).map((name) => Number.parseInt(name, 10) || 0));
    return `${String(last + 1).padStart(9, '0')}-${randomBytes(4).toString('hex')}`;
  }
}
