import { closeSync, fchmodSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { writing } from '../failure.ts';

/** A large object on its way to the disk, under a temporary name. */
export class NewFile {
  readonly path: string;
  readonly #file: number;
  bytes = 0;

  constructor(path: string, mode: number) {
    this.path = path;
    this.#file = writing(path, () => {
      const file = openSync(path, 'wx');
      fchmodSync(file, mode);
      return file;
    });
  }

  write(bytes: Uint8Array): void {
    writing(this.path, () => {
      for (let at = 0; at < bytes.length; ) at += writeSync(this.#file, bytes, at);
    });
    this.bytes += bytes.length;
  }

  /** Hands the open file over to whoever flushes and closes it. */
  release(): number {
    return this.#file;
  }

  /** Closes and removes the file. */
  remove(): void {
    closeSync(this.#file);
    unlinkSync(this.path);
  }
}
