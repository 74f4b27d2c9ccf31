import { closeSync, fchmodSync, fsyncSync, linkSync, lstatSync, openSync, writeFileSync } from 'node:fs';
import { errnoOf } from './failure.ts';
import { objectMode } from './sharing.ts';
import type { StoreContext } from './store-context.ts';

/** Writes the bytes of an entry to a file of its own, durable if it is flushed, and gives the path. */
export function writeEntry(
  { workspace, sharing }: StoreContext,
  bytes: Uint8Array,
  { flush }: { readonly flush: boolean },
): string {
  const part = workspace.fresh();
  const file = openSync(part, 'wx');
  try {
    writeFileSync(file, bytes);
    fchmodSync(file, objectMode(sharing));
    if (flush) fsyncSync(file);
  } finally {
    closeSync(file);
  }
  return part;
}

/** Gives a whole file its final name; false when somebody else's file has it. */
export function linkEntry(part: string, path: string): boolean {
  try {
    linkSync(part, path);
    return true;
  } catch (error) {
    // A network file system may repeat a request whose answer was lost: then the link is ours all the same.
    if (errnoOf(error) === 'EEXIST') return lstatSync(part).nlink === 2;
    throw error;
  }
}
