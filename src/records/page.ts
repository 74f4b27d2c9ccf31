import { CborReader } from './cbor-reader.ts';
import { CborWriter } from './cbor-writer.ts';
import { isBlobId, type ManifestId } from './ids.ts';
import { MAX_LEVEL, MAX_PAGE_BYTES, MAX_PAGE_ENTRIES } from './limits.ts';
import { type ChildEntry, isSymlink, type ManifestEntry } from './manifest-entry.ts';
import { checkVersion } from './open-record.ts';
import { PathOrder } from './path-order.ts';
import { targetProblem } from './symlink-target.ts';

/** A page of level 0: files and symlinks, in byte order of path. */
export interface LeafPage {
  readonly level: 0;
  readonly entries: readonly ManifestEntry[];
}

/** A page of a higher level: the pages below it, in byte order of path. */
export interface InnerPage {
  readonly level: number;
  readonly entries: readonly ChildEntry[];
}

/** One page of a manifest. */
export type Page = LeafPage | InnerPage;

/** Whether this page lists files, not pages. */
export const isLeaf = (page: Page): page is LeafPage => page.level === 0;

const WHAT = 'manifest page';

/**
 * Writes the entry of a file or symlink as it stands in a page, and returns what is wrong with its path, if
 * anything: then the writer is spent.
 */
export function writeEntry(writer: CborWriter, entry: ManifestEntry, order: PathOrder): string | undefined {
  const link = isSymlink(entry);
  writer.list(link ? 2 : entry.executable === true ? 4 : 3);
  const length = writer.text(entry.path);
  const end = writer.length;
  const problem = order.next(entry.path, writer.memory, end - length, end);
  if (problem !== undefined) return problem;
  if (link) {
    writer.text(entry.target);
    return undefined;
  }
  writer.link(entry.blob);
  writer.integer(entry.size);
  if (entry.executable === true) writer.boolean(true);
  return undefined;
}

/** Writes the entry of a page as it stands in the page above it. */
export function writeChild(writer: CborWriter, child: ChildEntry): void {
  writer.list(4);
  writer.text(child.last);
  writer.link(child.page);
  writer.integer(child.files);
  writer.integer(child.bytes);
}

/** The canonical bytes of a page of so many entries, which were written before. */
export function pageBytes(level: number, count: number, entries: CborWriter): Uint8Array {
  const frame = new CborWriter(64);
  frame.map(4);
  frame.text('v');
  frame.integer(1);
  frame.text('type');
  frame.text('page');
  frame.text('level');
  frame.integer(level);
  frame.text('entries');
  frame.list(count);
  const bytes = new Uint8Array(frame.length + entries.length);
  bytes.set(frame.memory.subarray(0, frame.length));
  bytes.set(entries.memory.subarray(0, entries.length), frame.length);
  return bytes;
}

/**
 * The page that these bytes are. Throws `record-invalid` with the reason unless they are the canonical bytes of
 * a page of version 1 whose paths and targets keep the rules and are in order, no path below another;
 * `format-too-new` for a later version. `order` watches over the pages of level 0 that are read one after
 * another. What only the whole manifest shows is `checkManifest`'s.
 */
export function decodePage(bytes: Uint8Array, order = new PathOrder()): Page {
  checkVersion(bytes, WHAT);
  const reader = new CborReader(bytes, WHAT);
  if (bytes.length > MAX_PAGE_BYTES) throw reader.invalid(`is larger than ${MAX_PAGE_BYTES} bytes`);
  const level = readFrame(reader);
  const count = reader.list();
  if (count > MAX_PAGE_ENTRIES) throw reader.invalid(`has more than ${MAX_PAGE_ENTRIES} entries`);
  if (count === 0 && level > 0) throw reader.invalid('has no entries, above level 0');
  const page = level === 0 ? readLeaf(reader, count, order) : readInner(reader, level, count);
  reader.end();
  return page;
}

/** Reads all before the entries and returns the level. */
function readFrame(reader: CborReader): number {
  if (reader.map() !== 4) throw reader.invalid('is not a map of v, type, level, entries');
  expectKey(reader, 'v');
  if (reader.integer() !== 1) throw reader.invalid('v: is not 1');
  expectKey(reader, 'type');
  if (reader.text() !== 'page') throw reader.invalid('type: is not page');
  expectKey(reader, 'level');
  const level = reader.integer();
  if (level < 0 || level > MAX_LEVEL)
    throw reader.invalid(`level: is not a whole number from 0 to ${MAX_LEVEL}`);
  expectKey(reader, 'entries');
  return level;
}

function expectKey(reader: CborReader, key: string): void {
  if (reader.text() !== key) throw reader.invalid('is not a map of v, type, level, entries');
}

function readLeaf(reader: CborReader, count: number, order: PathOrder): LeafPage {
  const entries: ManifestEntry[] = [];
  for (let i = 0; i < count; i++) entries.push(readEntry(reader, order));
  return { level: 0, entries };
}

function readEntry(reader: CborReader, order: PathOrder): ManifestEntry {
  const items = reader.list();
  if (items < 2 || items > 4) throw reader.invalid('an entry is not a list of 2 to 4');
  const path = readPath(reader, order);
  if (items === 2) return { path, target: readTarget(reader, path) };
  const blob = reader.link();
  if (!isBlobId(blob)) throw reader.invalid('a file is not a blob');
  const size = readTotal(reader);
  if (items === 3) return { path, blob, size };
  if (!reader.boolean()) throw reader.invalid('an executable is marked true or not at all');
  return { path, blob, size, executable: true };
}

function readInner(reader: CborReader, level: number, count: number): InnerPage {
  const order = new PathOrder();
  const entries: ChildEntry[] = [];
  for (let i = 0; i < count; i++) {
    if (reader.list() !== 4) throw reader.invalid('an entry is not a list of 4');
    const last = readPath(reader, order);
    const page = reader.link();
    if (isBlobId(page)) throw reader.invalid('a page below is not a record');
    const files = readTotal(reader);
    if (files === 0) throw reader.invalid('a page below has no files');
    entries.push({ last, page: page as ManifestId, files, bytes: readTotal(reader) });
  }
  return { level, entries };
}

function readPath(reader: CborReader, order: PathOrder): string {
  const path = reader.text();
  const { memory, textStart, position } = reader;
  const problem = order.next(path, memory, textStart, position);
  if (problem !== undefined) throw reader.invalid(problem);
  return path;
}

function readTarget(reader: CborReader, path: string): string {
  const target = reader.text();
  const problem = targetProblem(path, target);
  if (problem !== undefined) throw reader.invalid(problem);
  return target;
}

function readTotal(reader: CborReader): number {
  const value = reader.integer();
  if (value < 0) throw reader.invalid('a size or number below 0');
  return value;
}
