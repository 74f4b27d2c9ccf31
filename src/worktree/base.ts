import { join } from 'node:path';
import { DlakeError } from '../errors.ts';
import {
  blobId,
  type CommitId,
  cidText,
  commitId,
  type ManifestId,
  manifestId,
  readIdText,
} from '../records/ids.ts';
import { isSymlink, type ManifestEntry } from '../records/manifest-entry.ts';
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
  /** What updates of the folder put into versions that it does not stem from; of one path the last that the ref stems from. */
  readonly updates?: readonly PutEntry[] | undefined;
  /** What the ref is about to name, written before it does; see `currentBase`. */
  readonly next?: BaseVersion | undefined;
}

/** The version that a folder stems from. */
export interface BaseVersion {
  readonly commit: CommitId;
  readonly manifest: ManifestId;
}

/** An entry that an update put into a version. */
export interface PutEntry {
  readonly commit: CommitId;
  readonly entry: ManifestEntry;
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
  return base;
}

/** Sets a folder's base, durably and at once. Only a ref's own folder has one. */
export function writeBase(folder: WorktreeFolder, base: Base): void {
  if (!folder.own) return;
  const { only, linkMode, followSymlinks, updates, next } = base;
  const text = JSON.stringify({
    v: 1,
    ...versionText(base),
    ...(only && { only }),
    linkMode,
    ...(followSymlinks && { followSymlinks }),
    ...(updates && updates.length > 0 && { updates: updates.map(putText) }),
    ...(next && { next: versionText(next) }),
  });
  writeStateFile(fileOf(folder), Buffer.from(`${text}\n`), true);
}

const versionText = ({ commit, manifest }: BaseVersion) => ({
  commit: cidText(commit),
  manifest: cidText(manifest),
});

const putText = ({ commit, entry }: PutEntry) => ({
  commit: cidText(commit),
  ...entry,
  ...(isSymlink(entry) ? {} : { blob: cidText(entry.blob) }),
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
  const { v, only, linkMode, followSymlinks, updates, next } = value as Readonly<Record<string, unknown>>;
  if (v !== 1) return undefined;
  if (linkMode !== 'copy' && linkMode !== 'hardlink') return undefined;
  if (only !== undefined && !isTexts(only)) return undefined;
  const put = parsePut(updates);
  if (put === undefined) return undefined;
  const known = {
    ...(followSymlinks === true && { followSymlinks }),
    ...(put.length > 0 && { updates: put }),
  };
  return { ...version, only, linkMode, ...known, next: parseVersion(next) };
}

function parsePut(value: unknown): readonly PutEntry[] | undefined {
  if (value === undefined) return [];
  if (!Array.isArray(value)) return undefined;
  const put = value.map(parseEntry);
  return put.every((one) => one !== undefined) ? put : undefined;
}

function parseEntry(value: unknown): PutEntry | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { commit: by, path, target, blob, size, executable } = value as Readonly<Record<string, unknown>>;
  const hex = recordHex(by);
  if (hex === undefined || typeof path !== 'string') return undefined;
  const commit = commitId(hex);
  if (typeof target === 'string') return { commit, entry: { path, target } };
  const id = typeof blob === 'string' ? readIdText(blob) : undefined;
  if (id?.codec !== 'raw' || typeof size !== 'number') return undefined;
  const file = { path, blob: blobId(id.hex), size };
  return { commit, entry: executable === true ? { ...file, executable } : file };
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
