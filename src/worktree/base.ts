import { join } from 'node:path';
import { DlakeError } from '../errors.ts';
import { type CommitId, cidText, commitId, type ManifestId, manifestId, readIdText } from '../records/ids.ts';
import { type PutEntry, readPuts } from './put-notes.ts';
import { readStateFile, writeStateFile } from './state-file.ts';
import type { WorktreeFolder } from './worktree-folder.ts';

/** How a checked-out file relates to the store's bytes. */
export type LinkMode = 'copy' | 'hardlink';

/** The commit that a worktree folder was checked out from or last committed as. */
export interface Base {
  readonly commit: CommitId;
  readonly manifest: ManifestId;
  /** The patterns of a partial checkout: only what they match is expected to be there. */
  readonly only: readonly string[] | undefined;
  readonly linkMode: LinkMode;
  /** Whether its symlinks that lead out of it stand for what they lead to. */
  readonly followSymlinks?: boolean | undefined;
  /**
   * What updates of the folder put into versions that it does not stem from; of one path the last that the ref stems
   * from. Kept in notes of their own: `writeBase` leaves them alone.
   */
  readonly updates?: readonly PutEntry[] | undefined;
  /** The files of notes that were there when the base was read. */
  readonly noted?: readonly string[] | undefined;
  /** What the file says where the folder has come further by its updates; see `currentBase`. */
  readonly written?: CommitId | undefined;
  /** What the ref is about to name, written before it does; see `currentBase`. */
  readonly next?: BaseVersion | undefined;
}

/** The version that a folder stems from. */
export interface BaseVersion {
  readonly commit: CommitId;
  readonly manifest: ManifestId;
}

const fileOf = (folder: WorktreeFolder): string => join(folder.state, 'base.json');

/**
 * A folder's base, or undefined when it has none. A damaged file is `store-damaged`, not no base: the next commit
 * would follow a version that its files don't stem from.
 */
export function readBase(folder: WorktreeFolder): Base | undefined {
  if (!folder.own) return undefined;
  const path = fileOf(folder);
  const bytes = readStateFile(path);
  if (bytes === undefined) return undefined;
  const base = parse(bytes.toString('utf8'));
  if (base === undefined)
    throw new DlakeError('store-damaged', { where: path, reason: 'it is not the base of a worktree folder' });
  const { put, names } = readPuts(folder);
  return {
    ...base,
    ...(names.length > 0 && { noted: names }),
    ...(put.length > 0 && { updates: put }),
  };
}

/** Sets a folder's base, durably and at once. Only a ref's own folder has one. */
export function writeBase(folder: WorktreeFolder, base: Base): void {
  if (!folder.own) return;
  const { only, linkMode, followSymlinks, next } = base;
  const text = JSON.stringify({
    v: 1,
    ...versionText(base),
    ...(only && { only }),
    linkMode,
    ...(followSymlinks && { followSymlinks }),
    ...(next && { next: versionText(next) }),
  });
  writeStateFile(fileOf(folder), Buffer.from(`${text}\n`), true);
}

const versionText = ({ commit, manifest }: BaseVersion) => ({
  commit: cidText(commit),
  manifest: cidText(manifest),
});

function parse(text: string): Base | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const version = parseVersion(value);
  if (version === undefined) return undefined;
  const { v, only, linkMode, followSymlinks, next } = value as Readonly<Record<string, unknown>>;
  if (v !== 1) return undefined;
  if (linkMode !== 'copy' && linkMode !== 'hardlink') return undefined;
  if (only !== undefined && !isTexts(only)) return undefined;
  return {
    ...version,
    only,
    linkMode,
    ...(followSymlinks === true && { followSymlinks }),
    next: parseVersion(next),
  };
}

function parseVersion(value: unknown): BaseVersion | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { commit, manifest } = value as Readonly<Record<string, unknown>>;
  const ids = [recordHex(commit), recordHex(manifest)] as const;
  if (ids[0] === undefined || ids[1] === undefined) return undefined;
  return { commit: commitId(ids[0]), manifest: manifestId(ids[1]) };
}

function recordHex(value: unknown): string | undefined {
  const id = typeof value === 'string' ? readIdText(value) : undefined;
  return id?.codec === 'dag-cbor' ? id.hex : undefined;
}

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');
