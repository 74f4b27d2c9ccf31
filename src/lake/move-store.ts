import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { DlakeError } from '../errors.ts';
import { LAYERS } from '../records/layers.ts';
import type { CallOptions } from '../store/contract.ts';
import type { TreeProgress } from '../store/folder/moving/copy-tree.ts';
import { FolderMove } from '../store/folder/moving/folder-move.ts';
import { readMoveMark } from '../store/folder/moving/move-mark.ts';
import { openFolderStore } from '../store/folder/open-folder-store.ts';
import { probeFolder } from '../store/folder/probe-folder.ts';
import { lakeOf } from './claim-lake.ts';
import { freeRetired } from './free-retired.ts';
import { hostFolders } from './host-folders.ts';
import type { LakeHost, LocalLake } from './lake.ts';
import { dlakeFolder, type LakeFile, readLakeFile, storeFolder } from './lake-file.ts';
import { openLake } from './open-lake.ts';
import { checkStorePlace } from './store-place.ts';
import { syncUpwards } from './sync-upwards.ts';
import { writeLakeFile } from './write-lake-file.ts';

export interface MoveStoreOptions extends CallOptions {
  readonly onProgress?: (done: TreeProgress) => void;
  /** Told when all is copied and being read back. */
  readonly onVerify?: (done: TreeProgress) => void;
}

/** What moving a store came to. */
export interface MovedStore extends TreeProgress {
  readonly from: string;
  readonly to: string;
}

/**
 * Moves a lake's store to another folder, on any file system. Everything there is read and hashed before the lake looks
 * there, and before the old folder is emptied; that keeps a note for whoever still looks there. Others may work until
 * the last files are copied. Killed at any moment, the lake is whole, and the same call goes on. Throws `usage-invalid`
 * for a folder that can't be it, `store-busy`, `store-damaged`, `disk-full`, `store-unwritable`.
 */
export async function moveStore(
  root: string,
  target: string,
  host: LakeHost,
  options: MoveStoreOptions = {},
): Promise<MovedStore> {
  const to = resolve(target);
  const file = readLakeFile(root);
  const from = storeFolder(root, file);
  if (from === to) return finishLeaving(root, to, host);
  const mark = readMoveMark(from);
  if (mark !== undefined && mark.by === undefined) return follow(root, file, host, { from, to });
  checkStorePlace(root, to);
  if (isWithin(from, to) || isWithin(to, from)) throw refused(`${to} and ${from} lie in one another.`);
  checkTarget(root, from, to);
  writeNote(root, { from, to });
  const move = new FolderMove({ from, to, host: host.host });
  const copied = await move.copy(options);
  const lake = await openLake(root, host);
  try {
    await beginWriting(lake);
    await freeRetired(lake);
    await move.close(options);
    await freeRetired(lake);
    if (lake.store.freeing?.isPending() === true)
      throw new DlakeError('store-busy', { folder: from, processes: ['what was dropped is not freed yet'] });
    const rest = await move.copy(options);
    const [lacking] = await move.lacking();
    if (lacking !== undefined)
      throw new DlakeError('store-damaged', { where: join(to, lacking), reason: 'it was not copied' });
    move.prepare();
    await verifyCopy(root, to, host, options);
    await move.vouch(hostFolders(root, host).cache);
    syncUpwards(to);
    setStore(root, file, to);
    move.leave();
    dropNote(root);
    return { from, to, files: copied.files + rest.files, bytes: copied.bytes + rest.bytes };
  } catch (error) {
    if (storeFolder(root, readLakeFile(root)) === from) move.reopen();
    throw error;
  } finally {
    await lake.close();
  }
}

/** Once the store is closed nobody begins, not even we. */
async function beginWriting(lake: LocalLake): Promise<void> {
  const session = await lake.store.session('raw');
  session.hold();
  await session.close();
}

/** What is left of a move that has set the lake's store and was killed then. */
function finishLeaving(root: string, to: string, host: LakeHost): MovedStore {
  const note = readNote(root);
  const from = note?.to === to ? note.from : to;
  if (from !== to) new FolderMove({ from, to, host: host.host }).leave();
  dropNote(root);
  return { from, to, files: 0, bytes: 0 };
}

/** Looks where the store was moved to by another lake that shares it. */
async function follow(
  root: string,
  file: LakeFile,
  host: LakeHost,
  { from, to }: Pick<MovedStore, 'from' | 'to'>,
): Promise<MovedStore> {
  const store = await openFolderStore({
    root: to,
    cache: hostFolders(root, host).cache,
    host: host.host,
  });
  try {
    if ((await lakeOf(store.logs, root)) !== file.id)
      throw refused(`The store of this lake is not in ${to}.`);
  } finally {
    await store.close();
  }
  setStore(root, file, to);
  return { from, to, files: 0, bytes: 0 };
}

/** A folder that is empty, or in which this move has been before, on a file system that can hold a store. */
function checkTarget(root: string, from: string, to: string): void {
  const { unwritable, link, flush } = probeFolder(to);
  const reason =
    unwritable ??
    (link ? undefined : 'its file system has no hard links') ??
    (flush ? undefined : "its file system can't flush");
  if (reason !== undefined) throw new DlakeError('store-unwritable', { path: to, reason });
  const note = readNote(root);
  if (note?.from === from && note.to === to) return;
  const mark = readMoveMark(to);
  const isLeft = mark?.by === undefined && mark?.to === from;
  const names = readdirSync(to).filter((name) => !(isLeft && name === 'moved.json'));
  if (names.length > 0) throw refused(`${to} is not empty.`);
}

async function verifyCopy(
  root: string,
  to: string,
  host: LakeHost,
  { signal, onVerify }: MoveStoreOptions,
): Promise<void> {
  const store = await openFolderStore({
    root: to,
    cache: hostFolders(root, host).cache,
    host: host.host,
  });
  const call = signal && { signal };
  const done = { files: 0, bytes: 0 };
  try {
    for (const layer of LAYERS) {
      const before = { ...done };
      for await (const row of store.verify(layer, 'all', call)) {
        if (row.kind === 'progress') {
          done.files = before.files + row.objects;
          done.bytes = before.bytes + row.bytes;
          onVerify?.({ ...done });
        } else if (row.kind === 'damaged' || row.kind === 'broken') {
          // What comes in its place, once it is mended there, has its size.
          rmSync(join(to, row.where), { force: true });
          throw damaged(row.where);
        }
      }
      for await (const { where, reason } of store.check(layer, call))
        throw new DlakeError('store-damaged', { where, reason });
    }
  } finally {
    await store.close();
  }
}

const damaged = (where: string): DlakeError =>
  new DlakeError('store-damaged', {
    where,
    reason: 'its bytes are not what they must be, there or where it came from',
  });

function setStore(root: string, file: LakeFile, to: string): void {
  const usual = join(dlakeFolder(root), 'store');
  writeLakeFile(root, { ...file, store: to === usual ? relative(dlakeFolder(root), to) : to });
}

interface Note {
  readonly from: string;
  readonly to: string;
}

const noteFile = (root: string): string => join(dlakeFolder(root), 'moving.json');

/** The move that has not ended, if there is one. */
function readNote(root: string): Note | undefined {
  if (!existsSync(noteFile(root))) return undefined;
  try {
    const { from, to } = JSON.parse(readFileSync(noteFile(root), 'utf8'));
    return { from: String(from), to: String(to) };
  } catch {
    return undefined;
  }
}

function writeNote(root: string, note: Note): void {
  mkdirSync(note.to, { recursive: true });
  writeFileSync(noteFile(root), `${JSON.stringify(note)}\n`, { flush: true });
}

const dropNote = (root: string): void => rmSync(noteFile(root), { force: true });

const isWithin = (inner: string, outer: string): boolean => inner.startsWith(`${outer}/`);

const refused = (reason: string): DlakeError =>
  new DlakeError('usage-invalid', { reason, see: 'dlake config --help' });
