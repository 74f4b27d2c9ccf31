import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  readSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { isLayer, type Layer } from '../../records/layers.ts';
import { isSubject } from '../subject.ts';
import { errnoOf } from './failure.ts';
import type { FolderWriter } from './folder-writer.ts';
import type { Layout } from './layout.ts';
import { type Sharing, sharedFileMode } from './sharing.ts';
import type { StoreContext } from './store-context.ts';
import type { Workspace } from './workspace.ts';

/** That an entry of a log is about to be there. */
export interface Hint {
  readonly layer: Layer;
  readonly subject: string;
  readonly seq: number;
}

/** A hint as a feed keeps it: with the sha2-256 of the entry's bytes, in hex, by which a check finds damage. */
export interface NotedEntry extends Hint {
  readonly digest: string;
}

/** What a feed file holds beyond an offset. */
export interface FeedPart {
  /** Its random first line. */
  readonly first: string;
  readonly hints: readonly Hint[];
  /** The offset after the last whole line. */
  readonly end: number;
}

const FIRST_LINE_BYTES = 32;
/** How far back whoever lists everything looks for entries that are still on their way. */
const TAIL_BYTES = 256 * 1024;

/**
 * Each host's list of the entries that it made: a line `layer subject seq digest`, durable before the entry is,
 * and also where another host's entry was first. The first line is random, so that a file made anew is not taken
 * for the one before.
 */
export class Feed {
  readonly #layout: Layout;
  readonly #host: string;
  readonly #workspace: Workspace;
  readonly #folders: FolderWriter;
  readonly #sharing: Sharing;

  constructor(context: StoreContext) {
    this.#layout = context.layout;
    this.#host = context.host;
    this.#workspace = context.workspace;
    this.#folders = context.folders;
    this.#sharing = context.sharing;
  }

  /** Appends hints, by one write, and makes them durable if they are to be flushed. */
  append(noted: readonly NotedEntry[], { flush }: { readonly flush: boolean }): void {
    const path = join(this.#layout.feed, this.#host);
    const file = this.#open(path);
    try {
      const lines = noted.map(({ layer, subject, seq, digest }) => `${layer} ${subject} ${seq} ${digest}\n`);
      // Begins with a line break: the line before may have been cut short by a full disk.
      const text = `\n${lines.join('')}`;
      if (writeSync(file, text) < text.length)
        throw Object.assign(new Error('the hints were cut short'), { code: 'ENOSPC', syscall: 'write' });
      if (flush) fsyncSync(file);
    } finally {
      closeSync(file);
    }
  }

  #open(path: string): number {
    const flags = constants.O_WRONLY | constants.O_APPEND;
    try {
      return openSync(path, flags);
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT') throw error;
      this.#create(path);
      return openSync(path, flags);
    }
  }

  #create(path: string): void {
    const part = this.#workspace.fresh();
    const file = openSync(part, 'wx');
    try {
      writeSync(
        file,
        `${randomBytes(FIRST_LINE_BYTES / 2)
          .toString('hex')
          .slice(1)}\n`,
      );
      const mode = sharedFileMode(this.#sharing);
      if (mode !== undefined) fchmodSync(file, mode);
      fsyncSync(file);
      this.#folders.change(this.#layout.feed, () => linkSync(part, path));
      this.#folders.sync();
    } catch (error) {
      if (errnoOf(error) !== 'EEXIST') throw error;
    } finally {
      closeSync(file);
      unlinkSync(part);
    }
  }
}

/**
 * Reads a feed file from an offset, or its last lines only. Undefined when it is not the file that begins with
 * `first`, is shorter than the offset, or holds what is not a hint.
 */
export function readFeed(path: string, from: number | 'tail', first?: string): FeedPart | undefined {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const found = textAt(file, 0, Math.min(size, FIRST_LINE_BYTES));
    if (first !== undefined && found !== first) return undefined;
    const start = Math.max(from === 'tail' ? size - TAIL_BYTES : from, FIRST_LINE_BYTES);
    if (start > size) return undefined;
    const text = textAt(file, start, size - start);
    const begin = from === 'tail' && start > FIRST_LINE_BYTES ? text.indexOf('\n') + 1 : 0;
    const end = text.lastIndexOf('\n') + 1;
    const lines = text
      .slice(begin, end)
      .split('\n')
      .filter((line) => line !== '');
    const hints = lines.map(hintOf).filter((hint) => hint !== undefined);
    if (hints.length < lines.length && from !== 'tail') return undefined;
    return { first: found, hints, end: start + end };
  } finally {
    closeSync(file);
  }
}

/** All that a feed file notes; lines that are damaged or cut short are passed over. */
export function notedEntries(path: string): readonly NotedEntry[] {
  const lines = readFileSync(path, 'latin1').slice(FIRST_LINE_BYTES).split('\n');
  return lines.flatMap((line) => {
    const digest = line.split(' ')[3] ?? '';
    const hint = /^[0-9a-f]{64}$/.test(digest) ? hintOf(line) : undefined;
    return hint === undefined ? [] : [{ ...hint, digest }];
  });
}

function textAt(file: number, offset: number, length: number): string {
  const buffer = Buffer.alloc(length);
  const read = readSync(file, buffer, 0, length, offset);
  return buffer.toString('latin1', 0, read);
}

function hintOf(line: string): Hint | undefined {
  const [layer, subject, seq] = line.split(' ');
  if (layer === undefined || subject === undefined || !isLayer(layer) || !/^[0-9]+$/.test(seq ?? ''))
    return undefined;
  return isSubject(subject) ? { layer, subject, seq: Number(seq) } : undefined;
}
