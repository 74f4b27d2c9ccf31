import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type CacheView, checkedCacheView } from './cache-view.ts';
import type { StatCache } from './stat-cache.ts';
import { decodeStatCache, encodeStatCache } from './stat-cache-codec.ts';
import { writeStateFile } from './state-file.ts';
import type { WorktreeFolder } from './worktree-folder.ts';

const fileOf = (folder: WorktreeFolder): string => join(folder.state, 'files');

/** A cache's file, in memory that threads can share. */
export interface CacheFile {
  readonly bytes: Uint8Array;
  readonly view: CacheView;
}

/** A folder's stat cache; undefined when there is none, or a damaged one, or one made by another kind of machine. */
export function readStatCache(folder: WorktreeFolder): StatCache | undefined {
  const file = openStatCache(folder);
  return file && decodeStatCache(file.view);
}

/** The same, not decoded. */
export function openStatCache(folder: WorktreeFolder): CacheFile | undefined {
  let file: number;
  try {
    file = openSync(fileOf(folder), 'r');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
  try {
    const bytes = new Uint8Array(new SharedArrayBuffer(fstatSync(file).size));
    for (let at = 0; at < bytes.length; ) {
      const got = readSync(file, bytes, at, bytes.length - at, at);
      if (got === 0) return undefined;
      at += got;
    }
    const view = checkedCacheView(bytes);
    return view && { bytes, view };
  } finally {
    closeSync(file);
  }
}

/** The bytes of a folder's stat cache; 0 when there is none. */
export function statCacheSize(folder: WorktreeFolder): number {
  return statSync(fileOf(folder), { throwIfNoEntry: false })?.size ?? 0;
}

/** Replaces a folder's stat cache. Not made durable: what power loss leaves of it is as no cache. */
export function writeStatCache(folder: WorktreeFolder, cache: StatCache): void {
  writeStateFile(fileOf(folder), encodeStatCache(cache), false);
}
