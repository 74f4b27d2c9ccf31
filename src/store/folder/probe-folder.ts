import {
  closeSync,
  constants,
  copyFileSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

/** What the file system under a folder store can do. */
export interface FolderFacts {
  /** Why nothing can be written; the rest is unknown then. */
  readonly unwritable?: string;
  /** `link(2)` makes a second name and refuses a name that is there: without it refs can't move safely. */
  readonly link: boolean;
  /** Files and folders can be flushed to the disk: without it a power loss can undo a commit. */
  readonly flush: boolean;
  /** Copies can share blocks. */
  readonly reflink: boolean;
  /** Bytes that this user may still write. */
  readonly free: number;
}

/** Tries out, in a temporary folder inside `root`, what a folder store needs of its file system. */
export function probeFolder(root: string): FolderFacts {
  let place: string;
  try {
    mkdirSync(root, { recursive: true });
    place = mkdtempSync(join(root, 'tmp-probe-'));
  } catch (error) {
    return { unwritable: (error as Error).message, link: false, flush: false, reflink: false, free: 0 };
  }
  try {
    const file = join(place, 'file');
    writeFileSync(file, 'probe');
    const { bavail, bsize } = statfsSync(root);
    return {
      link:
        holds(() => linkSync(file, join(place, 'second'))) &&
        !holds(() => linkSync(file, join(place, 'second'))),
      flush: holds(() => flush(file)) && holds(() => flush(place)),
      reflink: holds(() => copyFileSync(file, join(place, 'clone'), constants.COPYFILE_FICLONE_FORCE)),
      free: bavail * bsize,
    };
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

function holds(attempt: () => void): boolean {
  try {
    attempt();
    return true;
  } catch {
    return false;
  }
}

function flush(path: string): void {
  const fd = openSync(path, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
