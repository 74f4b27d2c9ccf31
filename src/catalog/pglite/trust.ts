import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { bootId } from './boot-id.ts';

/**
 * PGlite never calls fsync, so what it wrote outlives its process but not the power. A mark beside the data
 * says whether it can be trusted: it can after a close that flushed it, and, on the same start of the machine
 * and the same folder (not a copy made while it was open), after any end of the process.
 */
interface Mark {
  readonly boot: string;
  readonly inode: number;
  readonly flushed: boolean;
}

const DAMAGED = 'damaged';

/** Why the data folder can't be trusted, or undefined when it can. */
export function distrust(data: string): string | undefined {
  // The engine would make a new database over what is left.
  if (!existsSync(join(data, 'PG_VERSION'))) return 'it is no data folder';
  const mark = readMark(data);
  if (mark === undefined) return 'its mark is missing';
  if (mark.flushed) return undefined;
  if (mark.boot === DAMAGED) return 'the engine found it damaged';
  if (mark.boot !== bootId()) return 'the machine stopped before it was flushed';
  if (mark.inode !== statSync(data).ino) return 'it was copied while it was open';
  return undefined;
}

/** Marks the data as about to change. */
export function markOpen(data: string): void {
  writeMark(data, { boot: bootId(), inode: statSync(data).ino, flushed: false });
}

/** Marks the data as not to be trusted again. */
export function markDamaged(data: string): void {
  writeMark(data, { boot: DAMAGED, inode: 0, flushed: false });
}

/** Flushes the data, which nobody has open any more, and marks it so. */
export function flushAndMark(data: string): void {
  for (const entry of readdirSync(data, { recursive: true, withFileTypes: true })) {
    flush(join(entry.parentPath, entry.name));
  }
  flush(data);
  writeMark(data, { boot: bootId(), inode: statSync(data).ino, flushed: true });
}

const markFile = (data: string): string => `${data}.mark`;

function readMark(data: string): Mark | undefined {
  try {
    const mark: Partial<Mark> = JSON.parse(readFileSync(markFile(data), 'utf8'));
    const { boot, inode, flushed } = mark;
    if (typeof boot !== 'string' || typeof inode !== 'number' || typeof flushed !== 'boolean')
      return undefined;
    return { boot, inode, flushed };
  } catch {
    return undefined;
  }
}

/** Replaces the mark at once and on disk: an old `flushed` must not come back over data that changed since. */
function writeMark(data: string, mark: Mark): void {
  const file = markFile(data);
  const fd = openSync(`${file}.new`, 'w', 0o600);
  try {
    writeSync(fd, `${JSON.stringify(mark)}\n`);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(`${file}.new`, file);
  flush(dirname(file));
}

function flush(path: string): void {
  const fd = openSync(path, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
