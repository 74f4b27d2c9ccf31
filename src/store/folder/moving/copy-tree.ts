import { copyFile, link, lstat, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { throwIfAborted } from '../../abort.ts';
import type { CallOptions } from '../../contract.ts';
import { inFlight } from '../../in-flight.ts';
import { errnoOf, ignoringRefusals } from '../failure.ts';
import { syncPath } from '../folder-writer.ts';

/** How far a copy is. */
export interface TreeProgress {
  readonly files: number;
  readonly bytes: number;
}

const AT_ONCE = 4;
/** The folder with files that are not whole yet. */
const PARTS = 'arriving';

/**
 * Copies the files below these folders of one root to another one, durably: what is there with the right size is passed
 * over, what is gone at its source when it is its turn, too. A file is linked where both are on one file system, and
 * has its name only once it is whole.
 */
export async function copyTree(
  from: string,
  to: string,
  folders: readonly string[],
  { signal, onProgress }: CallOptions & { readonly onProgress?: (done: TreeProgress) => void },
): Promise<TreeProgress> {
  let done = { files: 0, bytes: 0 };
  const made = new Set<string>();
  await rm(join(to, PARTS), { recursive: true, force: true });
  await mkdir(join(to, PARTS), { recursive: true });
  let parts = 0;
  const freshPart = () => {
    parts += 1;
    return join(to, PARTS, String(parts));
  };
  for (const folder of folders) {
    const paths = await filesBelow(join(from, folder));
    const tasks = paths.map((path) => async () => {
      throwIfAborted(signal);
      return copyOne(join(from, folder, path), join(to, folder, path), freshPart(), made);
    });
    for await (const bytes of inFlight(tasks, AT_ONCE)) {
      if (bytes === undefined) continue;
      done = { files: done.files + 1, bytes: done.bytes + bytes };
      onProgress?.(done);
    }
  }
  await rm(join(to, PARTS), { recursive: true, force: true });
  for (const folder of made) ignoringRefusals(() => syncPath(folder));
  return done;
}

/** The files below a folder, by their paths from it; none when it is not there. */
export async function filesBelow(folder: string): Promise<readonly string[]> {
  try {
    const found = await readdir(folder, { recursive: true, withFileTypes: true });
    return found
      .filter((one) => one.isFile())
      .map((one) => join(one.parentPath, one.name).slice(folder.length + 1));
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return [];
    throw error;
  }
}

/** How many bytes were copied; undefined when there was nothing to do. */
async function copyOne(
  from: string,
  to: string,
  part: string,
  made: Set<string>,
): Promise<number | undefined> {
  const size = await sizeOf(from);
  if (size === undefined || (await sizeOf(to)) === size) return undefined;
  const folder = dirname(to);
  await mkdir(folder, { recursive: true });
  for (let at = folder; !made.has(at) && dirname(at) !== at; at = dirname(at)) made.add(at);
  await linkOrCopy(from, part);
  await rename(part, to);
  return size;
}

async function linkOrCopy(from: string, part: string): Promise<void> {
  try {
    await link(from, part);
    return;
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
  }
  await copyFile(from, part);
  const file = await open(part, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await lstat(path)).size;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}
