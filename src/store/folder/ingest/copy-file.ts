import { closeSync, constants, copyFileSync, fchmodSync, openSync, writeSync } from 'node:fs';
import type { Inspection } from '../../reading/inspection.ts';
import type { BackgroundFlush } from '../background-flush.ts';
import { errnoOf, writing } from '../failure.ts';
import { type Streamed, streamFile } from './stream-file.ts';

/** After so many bytes the disk is told to begin, rather than all at the end. */
const FLUSH_BYTES = 64 * 1024 * 1024;

/** Copies large files to temporary names and hashes what was written. */
export class FileCopier {
  readonly #flush: BackgroundFlush;
  readonly #mode: number;
  readonly #stopped: () => boolean;
  #cloning = true;

  constructor(flush: BackgroundFlush, mode: number, stopped: () => boolean) {
    this.#flush = flush;
    this.#mode = mode;
    this.#stopped = stopped;
  }

  /** Copies an open file, by sharing its blocks where the file system can; the copy is durable when the flush is done. */
  async copy(
    source: { readonly file: number; readonly path: string },
    target: string,
    inspection: Inspection | undefined,
  ): Promise<Streamed> {
    const cloned = this.#cloning && this.#clone(source, target);
    const file = writing(target, () => openSync(target, cloned ? 'r' : 'wx'));
    try {
      const streamed = cloned
        ? await streamFile(file, inspection, this.#stopped)
        : await streamFile(source.file, inspection, this.#stopped, this.#writer(file, target));
      writing(target, () => fchmodSync(file, this.#mode));
      await this.#flush.start(file);
      return streamed;
    } catch (error) {
      closeSync(file);
      throw error;
    }
  }

  #clone(source: { readonly path: string }, target: string): boolean {
    try {
      copyFileSync(source.path, target, constants.COPYFILE_FICLONE_FORCE | constants.COPYFILE_EXCL);
    } catch (error) {
      if (errnoOf(error) === undefined) throw error;
      this.#cloning = false;
      return false;
    }
    return true;
  }

  #writer(file: number, target: string): (bytes: Uint8Array) => void {
    let behind = 0;
    return (bytes) => {
      writing(target, () => {
        for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
      });
      behind += bytes.length;
      if (behind < FLUSH_BYTES) return;
      behind = 0;
      this.#flush.begin(file);
    };
  }
}
