import { existsSync, readFileSync, unlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { LAYERS, type Layer } from '../../records/layers.ts';
import { sha256Hex } from '../../records/sha256.ts';
import type { LogChanges, LogName, Logs, NewLogEntry, StoredEntry } from '../contract.ts';
import { headsOf } from '../reading/heads-of.ts';
import { checkSubject, SUBJECT_PART } from '../subject.ts';
import { appendEach } from '../writing/append-each.ts';
import { appendTogether } from './append-together.ts';
import { errnoOf, ignoringRefusals, readFailure, writeFailure } from './failure.ts';
import { Feed } from './feed.ts';
import { changesSince, type FeedCursor, readCursor, startCursor, writeCursor } from './feed-cursor.ts';
import { FileSystemFlush } from './file-system-flush.ts';
import { type FolderWriter, syncPath } from './folder-writer.ts';
import type { Layout } from './layout.ts';
import { linkEntry, writeEntry } from './new-entry.ts';
import type { StoreContext } from './store-context.ts';
import { partsIn } from './workspace.ts';

/** How an entry's file is named. */
export const ENTRY_NAME = /^[0-9]{12}$/;
/** Fewer entries than this are flushed each by itself: what else is being written to the disk need not be waited for. */
const MANY = 100;

/** Logs in a folder that several processes and hosts may share: `link(2)` decides who made an entry. */
export class FolderLogs implements Logs {
  readonly #context: StoreContext;
  readonly #layout: Layout;
  readonly #folders: FolderWriter;
  readonly #feed: Feed;
  readonly #flush: FileSystemFlush;

  constructor(context: StoreContext) {
    this.#context = context;
    this.#layout = context.layout;
    this.#folders = context.folders;
    this.#feed = new Feed(context);
    this.#flush = new FileSystemFlush(context.layout.root);
  }

  async head(layer: Layer, subject: string): Promise<StoredEntry | undefined> {
    checkSubject(subject);
    const newest = entriesIn(this.#layout.log(layer, subject)).at(-1);
    return newest === undefined ? undefined : this.read(layer, subject, newest);
  }

  heads(logs: readonly LogName[]): Promise<ReadonlyMap<string, StoredEntry>> {
    return headsOf(logs, (layer, subject) => this.head(layer, subject));
  }

  async read(layer: Layer, subject: string, seq: number): Promise<StoredEntry | undefined> {
    checkSubject(subject);
    const path = this.#layout.entry(layer, subject, seq);
    try {
      return { seq, bytes: readFileSync(path) };
    } catch (error) {
      const code = errnoOf(error);
      // A folder of that name is a subject of its own.
      if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') return undefined;
      throw readFailure(error, this.#layout.keyOf(path));
    }
  }

  async append(layer: Layer, subject: string, seq: number, bytes: Uint8Array): Promise<boolean> {
    checkSubject(subject);
    const path = this.#layout.entry(layer, subject, seq);
    if (existsSync(path)) return false;
    try {
      const part = writeEntry(this.#context, bytes, { flush: true });
      this.#feed.append([{ layer, subject, seq, digest: sha256Hex(bytes) }], { flush: true });
      let won = false;
      this.#folders.change(this.#layout.log(layer, subject), () => {
        won = linkEntry(part, path);
      });
      this.#folders.sync();
      unlinkSync(part);
      return won;
    } catch (error) {
      throw writeFailure(error, path);
    }
  }

  async appendAll(entries: readonly NewLogEntry[]): Promise<readonly boolean[]> {
    for (const { subject } of entries) checkSubject(subject);
    if (entries.length < MANY || !(await this.#flush.works())) return appendEach(this, entries);
    return appendTogether(this.#context, this.#feed, this.#flush, entries);
  }

  async settle(layer: Layer, subject: string): Promise<void> {
    checkSubject(subject);
    const { root } = this.#layout;
    // Its writer may have made any of the folders above, too.
    for (let folder = this.#layout.log(layer, subject); folder.startsWith(root); folder = dirname(folder)) {
      try {
        ignoringRefusals(() => syncPath(folder));
      } catch (error) {
        if (errnoOf(error) !== 'ENOENT') throw writeFailure(error, folder);
      }
    }
  }

  async settleAll(logs: readonly LogName[]): Promise<void> {
    for (const { subject } of logs) checkSubject(subject);
    if (logs.length >= MANY && (await this.#flush.works())) await this.#flush.run();
    else for (const { layer, subject } of logs) await this.settle(layer, subject);
  }

  async *subjects(layer: Layer, prefix: string): AsyncIterable<string> {
    const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1);
    if (folder !== '') checkSubject(folder.slice(0, -1));
    for (const subject of this.#below(layer, folder)) if (subject.startsWith(prefix)) yield subject;
  }

  async changes(text?: string): Promise<LogChanges> {
    const cursor = text === undefined ? undefined : readCursor(text);
    const since = cursor && changesSince(this.#layout, cursor);
    if (since !== undefined) return { ...since, cursor: writeCursor(since.cursor), complete: false };
    const start: FeedCursor = startCursor(this.#layout);
    const subjects = LAYERS.flatMap((layer) =>
      [...this.#below(layer, '')].map((subject) => ({ layer, subject })),
    );
    return { subjects, cursor: writeCursor(start), complete: true };
  }

  /** Subjects at and below a folder of the log tree (`''` or ending with `/`), in byte order. */
  *#below(layer: Layer, folder: string): Iterable<string> {
    const steps = partsIn(join(this.#layout.logs(layer), folder))
      .filter((part) => part.isDirectory() && SUBJECT_PART.test(part.name))
      .flatMap(({ name }) => [name, `${name}/`]);
    for (const step of steps.sort()) {
      if (step.endsWith('/')) yield* this.#below(layer, folder + step);
      else if (entriesIn(this.#layout.log(layer, folder + step)).length > 0) yield folder + step;
    }
  }
}

/** The numbers of the entries in a log's folder, in order. A name of 12 digits may also be a subject's: a folder. */
function entriesIn(folder: string): number[] {
  const entries = partsIn(folder).filter((part) => part.isFile() && ENTRY_NAME.test(part.name));
  return entries.map(({ name }) => Number(name)).sort((a, b) => a - b);
}
