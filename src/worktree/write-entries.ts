import { lstatSync, mkdirSync, renameSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DlakeError, diskFull } from '../errors.ts';
import type { FileLake } from '../lake/lake.ts';
import { isSymlink, type ManifestEntry } from '../records/manifest-entry.ts';
import { type Ref, refText } from '../records/ref.ts';
import type { CallOptions, FileStat, FileToWrite, WrittenFile } from '../store/contract.ts';
import type { LinkMode } from './base.ts';
import { removeEmptyFolder } from './clear-path.ts';

/** Entries that are to appear below a root. */
export interface EntriesToWrite extends CallOptions {
  readonly ref: Ref;
  readonly root: string;
  /** Where files are until they are whole, on the root's file system. */
  readonly temporary: string;
  readonly linkMode: LinkMode;
  readonly entries: readonly ManifestEntry[];
  /** Told of each file, by its index. */
  readonly onWritten?: (index: number, stat: FileStat) => void;
}

/**
 * Writes files, then symlinks, each at once or not at all, over what is there; empty folders give way. Throws the first failure once the rest is written: `object-missing`, `object-damaged`,
 * `disk-full`, `file-unwritable`.
 */
export async function writeEntries(lake: FileLake, options: EntriesToWrite): Promise<void> {
  const { root, entries, onWritten } = options;
  const failures: DlakeError[] = [];
  const again: number[] = [];
  for await (const file of materialised(lake, options, entries.keys())) {
    if (file.result === 'written') onWritten?.(file.index, file.stat);
    else if (file.result === 'unwritable' && removeEmptyFolder(join(root, entries[file.index]!.path)))
      again.push(file.index);
    else failures.push(failureOf(options, file));
  }
  for await (const file of materialised(lake, options, again)) {
    if (file.result === 'written') onWritten?.(file.index, file.stat);
    else failures.push(failureOf(options, file));
  }
  if (failures[0] !== undefined) throw failures[0];
  for (const [index, entry] of entries.entries()) if (isSymlink(entry)) writeLink(options, index);
}

async function* materialised(
  lake: FileLake,
  { ref, root, entries, temporary, linkMode, signal }: EntriesToWrite,
  indexes: Iterable<number>,
): AsyncIterable<WrittenFile> {
  const files = function* (): Iterable<FileToWrite> {
    for (const index of indexes) {
      const entry = entries[index]!;
      if (!isSymlink(entry)) yield { ...entry, index, executable: entry.executable === true };
    }
  };
  const options = { linkMode, temporary, ...(signal && { signal }) };
  for await (const batch of lake.store.materialise(ref.layer, root, files(), options)) yield* batch;
}

function failureOf(
  { ref, entries }: EntriesToWrite,
  file: Exclude<WrittenFile, { readonly result: 'written' }>,
): DlakeError {
  const entry = entries[file.index]!;
  const { path } = entry;
  const id = isSymlink(entry) ? '' : entry.blob;
  if (file.result === 'missing') return new DlakeError('object-missing', { id, ref: refText(ref), path });
  if (file.result === 'withdrawn') return new DlakeError('withdrawn', { id, ref: refText(ref), path });
  if (file.result === 'damaged') {
    return new DlakeError('object-damaged', { id, found: file.found, where: `${refText(ref)}:${path}` });
  }
  const { reason } = file;
  return diskFull(reason, path) ?? new DlakeError('file-unwritable', { path, reason });
}

function writeLink({ root, temporary, entries }: EntriesToWrite, index: number): void {
  const entry = entries[index]!;
  if (!isSymlink(entry)) return;
  const { path, target } = entry;
  try {
    makeFolders(root, dirname(path));
    const link = join(temporary, `link-${index}`);
    symlinkSync(target, link);
    removeEmptyFolder(join(root, path));
    renameSync(link, join(root, path));
  } catch (cause) {
    if (cause instanceof DlakeError) throw cause;
    const reason = (cause as Error).message;
    throw diskFull(cause, path) ?? new DlakeError('file-unwritable', { path, reason }, { cause });
  }
}

/** Makes a folder and those above it below a root, through real folders only: a symlink might lead out. */
function makeFolders(root: string, folder: string): void {
  if (folder === '.') return;
  makeFolders(root, dirname(folder));
  const whole = join(root, folder);
  const found = lstatSync(whole, { throwIfNoEntry: false });
  if (found === undefined) mkdirSync(whole);
  else if (!found.isDirectory()) {
    throw new DlakeError('file-unwritable', { path: folder, reason: 'it is in the way and is not a folder' });
  }
}
