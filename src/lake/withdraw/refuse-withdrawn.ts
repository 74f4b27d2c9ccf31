import { DlakeError } from '../../errors.ts';
import type { Commit } from '../../records/commit.ts';
import type { ObjectId } from '../../records/ids.ts';
import type { FileEntry } from '../../records/manifest-entry.ts';
import type { Lake } from '../lake.ts';
import { unwalkedFiles } from '../unwalked-files.ts';

/** The files of a version whose bytes are among these; nothing is read where there are none. */
export async function* withdrawnFiles(
  lake: Lake,
  { layer, manifest }: Commit,
  withdrawn: ReadonlySet<ObjectId>,
): AsyncIterable<FileEntry> {
  if (withdrawn.size === 0) return;
  for await (const files of unwalkedFiles(lake, layer, manifest, new Set()))
    for (const file of files) if (withdrawn.has(file.blob)) yield file;
}

/** Throws `withdrawn` for a version that names what is withdrawn in this lake: none is made, promoted or sent that does. */
export async function refuseWithdrawn(lake: Lake, commit: Commit): Promise<void> {
  const withdrawn = (await lake.store.withdrawn?.()) ?? new Set();
  for await (const { blob, path } of withdrawnFiles(lake, commit, withdrawn))
    throw new DlakeError('withdrawn', { id: blob, ref: `${commit.layer}/${commit.dataset}`, path });
}
