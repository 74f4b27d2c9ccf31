import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { DlakeError } from '../errors.ts';
import { type CommitId, cidText, commitId, readIdText } from '../records/ids.ts';
import { refText } from '../records/ref.ts';
import { readStateFile, writeStateFile } from './state-file.ts';
import type { WorktreeFolder } from './worktree-folder.ts';

const fileOf = (folder: WorktreeFolder): string => join(folder.state, 'unfinished');

/** Notes, durably, that a checkout of this commit has begun to change the folder. */
export function beginCheckout(folder: WorktreeFolder, commit: CommitId): void {
  if (folder.own) writeStateFile(fileOf(folder), Buffer.from(`${cidText(commit)}\n`), true);
}

/** Notes that the checkout is done. */
export function endCheckout(folder: WorktreeFolder): void {
  rmSync(fileOf(folder), { force: true });
}

/** The commit whose checkout began and did not end: the folder may be a mix of it and of its base. */
export function unfinishedCheckout(folder: WorktreeFolder): CommitId | undefined {
  const text = folder.own ? readStateFile(fileOf(folder))?.toString('utf8').trim() : undefined;
  const id = text === undefined ? undefined : readIdText(text);
  return id === undefined ? undefined : commitId(id.hex);
}

/** Throws `checkout-unfinished` when the folder may be a mix of two versions: a commit would make it one. */
export function refuseUnfinished(folder: WorktreeFolder): void {
  const commit = unfinishedCheckout(folder);
  if (commit !== undefined) throw new DlakeError('checkout-unfinished', { ref: refText(folder.ref), commit });
}
