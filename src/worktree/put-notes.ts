import { randomBytes } from 'node:crypto';
import { closeSync, openSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DlakeError } from '../errors.ts';
import { blobId, type CommitId, cidText, commitId, hexOf, readIdText } from '../records/ids.ts';
import { isSymlink, type ManifestEntry } from '../records/manifest-entry.ts';
import { makeFolder } from '../store/writing/make-folder.ts';
import { readStateFile, writeStateFile } from './state-file.ts';
import type { WorktreeFolder } from './worktree-folder.ts';

/** An entry that an update put into a version. */
export interface PutEntry {
  readonly commit: CommitId;
  readonly entry: ManifestEntry;
}

/** What is noted of a folder's updates, and the files in which that is. */
export interface PutNotes {
  readonly put: readonly PutEntry[];
  readonly names: readonly string[];
}

const NAME = /^([0-9a-f]{64})-[0-9a-f]{12}\.json$/;

const notesOf = (folder: WorktreeFolder): string => join(folder.state, 'updates');

/**
 * Notes, durably, what an update of a folder puts into a version; it counts once the ref stems from that. In a file
 * of its own, whose name it gives, so that many processes can update one folder at once.
 */
export function notePut(
  folder: WorktreeFolder,
  commit: CommitId,
  put: readonly ManifestEntry[],
): string | undefined {
  if (!folder.own || put.length === 0) return undefined;
  const text = JSON.stringify({ v: 1, put: put.map(entryText) });
  const name = `${hexOf(commit)}-${randomBytes(6).toString('hex')}.json`;
  writeStateFile(join(notesOf(folder), name), Buffer.from(`${text}\n`), true);
  return name;
}

/** All that is noted of a folder's updates, in no order. Throws `store-damaged`. */
export function readPuts(folder: WorktreeFolder): PutNotes {
  const names = namesIn(notesOf(folder));
  const put = names.flatMap((name) => {
    const hex = NAME.exec(name)?.[1];
    const path = join(notesOf(folder), name);
    const bytes = hex === undefined ? undefined : readStateFile(path);
    // Not a note, or somebody has just done with it.
    if (hex === undefined || bytes === undefined) return [];
    const entries = parse(bytes.toString('utf8'));
    if (entries !== undefined) return entries.map((entry) => ({ commit: commitId(hex), entry }));
    throw new DlakeError('store-damaged', { where: path, reason: 'it is not a note of an update' });
  });
  return { put, names };
}

/** Forgets these notes: the folder stems from a version that has them all, or they have lost the race. */
export function forgetPuts(folder: WorktreeFolder, names: readonly string[]): void {
  for (const name of names) rmSync(join(notesOf(folder), name), { force: true });
}

/**
 * Runs something that one process alone may do with this base of a folder, unless another is at it. One that is
 * killed meanwhile keeps all others from it until the folder has another base: it is to be nothing that must be done.
 */
export function alone(folder: WorktreeFolder, base: CommitId, act: () => void): void {
  const mark = join(notesOf(folder), `${hexOf(base)}.settling`);
  makeFolder(notesOf(folder));
  try {
    closeSync(openSync(mark, 'wx'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return;
    throw error;
  }
  try {
    act();
  } finally {
    rmSync(mark, { force: true });
  }
}

function namesIn(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw error;
  }
}

const entryText = (entry: ManifestEntry) =>
  isSymlink(entry) ? entry : { ...entry, blob: cidText(entry.blob) };

function parse(text: string): readonly ManifestEntry[] | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { v, put } = value as Readonly<Record<string, unknown>>;
  if (v !== 1 || !Array.isArray(put)) return undefined;
  const entries = put.map(parseEntry);
  return entries.every((one) => one !== undefined) ? entries : undefined;
}

function parseEntry(value: unknown): ManifestEntry | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { path, target, blob, size, executable } = value as Readonly<Record<string, unknown>>;
  if (typeof path !== 'string') return undefined;
  if (typeof target === 'string') return { path, target };
  const id = typeof blob === 'string' ? readIdText(blob) : undefined;
  if (id?.codec !== 'raw' || typeof size !== 'number') return undefined;
  const file = { path, blob: blobId(id.hex), size };
  return executable === true ? { ...file, executable } : file;
}
