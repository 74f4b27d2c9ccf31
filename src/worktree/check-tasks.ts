import { constants, lstatSync, readdirSync, readlinkSync } from 'node:fs';
import { type CacheView, CHUNK_ROWS, type HeaderFolder, LITTLE_ENDIAN } from './cache-view.ts';
import { EXECUTABLE, SETTLED, SHARED, SYMLINK } from './file-table.ts';
import { stampOf } from './folder-stamp.ts';
import { listFolder } from './list-folder.ts';
import { namesDigest } from './listing.ts';

/*
 * What the threads of one check share: the next task to take, whether to stop, the tasks that are done, and the rows
 * that differ with their number before them.
 */
const NEXT = 0;
const STOPPED = 1;
const DONE = 2;
const COUNT = 3;
const ROWS = 4;

/** Beyond so many differing rows the folder is scanned anew. */
const MANY = 8192;
/** Folders that make one task. */
const FOLDERS = 16;

/** The state of a check that has not begun. */
export const newCheckState = (): Int32Array =>
  new Int32Array(new SharedArrayBuffer((ROWS + MANY) * Int32Array.BYTES_PER_ELEMENT));

/** Pieces that a check falls into: chunks of files, then groups of folders. */
export function taskCount({ chunks, header }: CacheView): number {
  return chunks + Math.ceil((header.listing?.folders.length ?? 0) / FOLDERS);
}

/** Does the next task that no thread has taken; false when there is none, or when the check was given up. */
export function checkNext(root: string, view: CacheView, state: Int32Array, targets: Targets): boolean {
  if (Atomics.load(state, STOPPED) !== 0) return false;
  const task = Atomics.add(state, NEXT, 1);
  if (task >= taskCount(view)) return false;
  if (task < view.chunks) checkFiles(root, view, task, state, targets);
  else if (!sameFolders(root, view, task - view.chunks)) stopCheck(state);
  Atomics.add(state, DONE, 1);
  return true;
}

/** Has every thread leave the check after the task at hand. */
export function stopCheck(state: Int32Array): void {
  Atomics.store(state, STOPPED, 1);
}

/** Whether all tasks were done, and none gave up. */
export const isWhole = (state: Int32Array, tasks: number): boolean =>
  Atomics.load(state, STOPPED) === 0 && Atomics.load(state, DONE) === tasks;

/** The rows that were found to differ, in ascending order. */
export const differing = (state: Int32Array): readonly number[] =>
  [...state.subarray(ROWS, ROWS + Atomics.load(state, COUNT))].sort((a, b) => a - b);

type Targets = ReadonlyMap<number, string>;

function checkFiles(root: string, view: CacheView, chunk: number, state: Int32Array, targets: Targets): void {
  let row = chunk * CHUNK_ROWS;
  const numbers = { mtime: wholes(view.mtimeNs), ctime: wholes(view.ctimeNs), ino: wholes(view.ino) };
  for (const path of view.pathsOf(chunk)) {
    if (!isSame(root + path, view, numbers, row, targets)) {
      const count = Atomics.add(state, COUNT, 1);
      if (count >= MANY) {
        stopCheck(state);
        return;
      }
      state[ROWS + count] = row;
    }
    row++;
  }
}

type Numbers = Readonly<Record<'mtime' | 'ctime' | 'ino', (row: number) => number>>;

function isSame(path: string, view: CacheView, numbers: Numbers, row: number, targets: Targets): boolean {
  try {
    return view.flags[row] === SYMLINK
      ? readlinkSync(path) === targets.get(row)
      : sameFile(path, view, numbers, row);
  } catch {
    // What can't be looked at any more is not as it was.
    return false;
  }
}

function sameFile(path: string, view: CacheView, numbers: Numbers, row: number): boolean {
  const flags = view.flags[row]!;
  if ((flags & SETTLED) === 0) return false;
  const stat = lstatSync(path, { throwIfNoEntry: false });
  return (
    stat?.isFile() === true &&
    ((stat.mode & constants.S_IXUSR) !== 0) === ((flags & EXECUTABLE) !== 0) &&
    stat.size === view.size[row] &&
    isSameTime(stat.mtimeMs, numbers.mtime(row)) &&
    stat.ino === numbers.ino(row) &&
    ((flags & SHARED) !== 0 || isSameTime(stat.ctimeMs, numbers.ctime(row)))
  );
}

/**
 * Whether a stat's time in milliseconds is this one in nanoseconds, to half a microsecond: in less than that no file
 * is written, hashed and written again. Bigints would tell the last digits and make all of it a tenth slower.
 */
const isSameTime = (ms: number, ns: number): boolean => Math.abs(ms - ns / 1e6) < 0.0005;

/** Reads 64-bit numbers as the nearest doubles, without a bigint for each. */
function wholes(column: BigInt64Array | BigUint64Array): (row: number) => number {
  const { buffer, byteOffset, length } = column;
  const low = new Uint32Array(buffer, byteOffset, length * 2);
  const high = column instanceof BigInt64Array ? new Int32Array(buffer, byteOffset, length * 2) : low;
  const [l, h] = LITTLE_ENDIAN ? [0, 1] : [1, 0];
  return (row) => high[2 * row + h]! * 2 ** 32 + low[2 * row + l]!;
}

function sameFolders(root: string, { header }: CacheView, group: number): boolean {
  const folders = header.listing?.folders ?? [];
  return folders.slice(group * FOLDERS, (group + 1) * FOLDERS).every((folder) => {
    try {
      return sameNames(root, folder);
    } catch {
      return false;
    }
  });
}

function sameNames(root: string, [prefix, names, digest, stamp]: HeaderFolder): boolean {
  const path = root + prefix;
  const stat = lstatSync(prefix === '' ? path : path.slice(0, -1), { bigint: true });
  if (!stat.isDirectory()) return false;
  if (stamp !== '' && stampOf(stat) === stamp) return true;
  return digest === '' ? readdirSync(path).length === names : namesDigest(listFolder(path)) === digest;
}
