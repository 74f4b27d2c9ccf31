import {
  closeSync,
  constants,
  copyFileSync,
  fchmodSync,
  fstatSync,
  linkSync,
  openSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { errnoOf } from '../failure.ts';
import { type Streamed, streamFile } from '../ingest/stream-file.ts';
import { lookAt } from '../look-at.ts';

/** A file that is whole, under its temporary name. */
export interface IsMade {
  /** Whether it is the store's own inode. */
  readonly shared: boolean;
}

/** Why there is no file. */
export interface NotMade {
  readonly failed: 'missing' | 'damaged' | 'unwritable';
  /** The digest that was found, or the reason. */
  readonly remark: string;
}

/** What came of making a file. */
export type Made = IsMade | NotMade;

/** Gives a large blob a second name, once its bytes are checked; undefined where that can't be or the mode is another. */
export async function linkBlob(
  source: string,
  target: string,
  digest: Buffer,
  executable: boolean,
  stopped: () => boolean,
): Promise<Made | undefined> {
  const mode = lookAt(source)?.mode;
  if (mode === undefined) return { failed: 'missing', remark: '' };
  if (((mode & 0o100) !== 0) !== executable) return undefined;
  const streamed = await hashed(source, stopped);
  if (streamed.key !== digest.toString('hex')) return { failed: 'damaged', remark: streamed.key };
  try {
    linkSync(source, target);
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    return undefined;
  }
  return { shared: true };
}

/** Copies a large blob, by sharing its blocks where the file system can, and checks what was written. */
export async function copyBlob(
  source: string,
  target: string,
  digest: Buffer,
  executable: boolean,
  stopped: () => boolean,
): Promise<Made> {
  if (lookAt(source) === undefined) return { failed: 'missing', remark: '' };
  const open = () => openSync(target, 'wx', executable ? 0o777 : 0o666);
  let to = open();
  try {
    const { mode } = fstatSync(to);
    const cloned = clone(source, target);
    if (!cloned) {
      // A clone that failed may have removed its target.
      rmSync(target, { force: true });
      const again = open();
      closeSync(to);
      to = again;
    }
    const streamed = await hashed(cloned ? target : source, stopped, (bytes) => {
      for (let at = 0; !cloned && at < bytes.length; ) at += writeSync(to, bytes, at);
    });
    fchmodSync(to, mode & 0o777);
    if (streamed.key === digest.toString('hex')) return { shared: false };
    rmSync(target);
    return { failed: 'damaged', remark: streamed.key };
  } finally {
    closeSync(to);
  }
}

function clone(source: string, target: string): boolean {
  try {
    copyFileSync(source, target, constants.COPYFILE_FICLONE_FORCE);
    return true;
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    return false;
  }
}

async function hashed(
  path: string,
  stopped: () => boolean,
  piece?: (bytes: Uint8Array) => void,
): Promise<Streamed> {
  const file = openSync(path, 'r');
  try {
    return await streamFile(file, undefined, stopped, piece);
  } finally {
    closeSync(file);
  }
}
