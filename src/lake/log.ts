import { type LogFilter, listCommits } from '../catalog/list-commits.ts';
import { DlakeError } from '../errors.ts';
import { decodeCommit } from '../records/decode-commit.ts';
import { diffManifests, sameEntry } from '../records/diff-manifests.ts';
import { findInManifest } from '../records/find-in-manifest.ts';
import type { ManifestId } from '../records/ids.ts';
import type { ManifestEntry } from '../records/manifest-entry.ts';
import type { ReadPage } from '../records/manifest-tree.ts';
import { readManifestPages } from '../records/read-manifest.ts';
import type { Lake } from './lake.ts';
import { type CommitWithId, readCommit } from './read-commit.ts';
import { pageReader } from './read-page.ts';

/** What `log` is asked for: commits over `from`, or of every ref; only those that changed `path`, if one is given. */
export interface LogOptions extends LogFilter {
  readonly path?: string | undefined;
}

/**
 * Versions, newest first, every one before its parents. Throws `path-unknown` when no version has ever had the
 * path, neither as a file nor as a folder.
 */
export async function* log(lake: Lake, { path, ...filter }: LogOptions): AsyncIterable<CommitWithId> {
  if (path !== undefined) return yield* logOfPath(lake, path, filter);
  for await (const { id, bytes } of listCommits(await lake.catalog(), filter))
    yield { id, commit: decodeCommit(bytes) };
}

async function* logOfPath(
  lake: Lake,
  path: string,
  { limit = Number.POSITIVE_INFINITY, ...filter }: LogFilter,
): AsyncIterable<CommitWithId> {
  let [found, newest]: [number, CommitWithId | undefined] = [0, undefined];
  for await (const { id, bytes } of listCommits(await lake.catalog(), filter)) {
    if (found >= limit) return;
    const version = { id, commit: decodeCommit(bytes) };
    newest ??= version;
    if (!(await changed(lake, version, path))) continue;
    found += 1;
    yield version;
  }
  const all = filter.since === undefined && filter.until === undefined && filter.author === undefined;
  if (newest === undefined || found > 0 || !all) return;
  const { layer, dataset } = newest.commit;
  throw new DlakeError('path-unknown', { revision: `${layer}/${dataset}`, path });
}

/** Whether a version has something else at or below this path than the one before it. */
async function changed(lake: Lake, { commit }: CommitWithId, path: string): Promise<boolean> {
  const readPage = pageReader(lake, commit.layer);
  const [parent] = commit.parents ?? [];
  const before = parent === undefined ? undefined : (await readCommit(lake, parent)).commit.manifest;
  const was = before === undefined ? undefined : await findInManifest(before, path, readPage);
  const is = await findInManifest(commit.manifest, path, readPage);
  if (was !== undefined && is !== undefined) return !sameEntry(was, is);
  if (was !== undefined || is !== undefined) return true;
  const changes =
    before === undefined
      ? entriesOf(commit.manifest, readPage)
      : diffManifests(before, commit.manifest, readPage);
  for await (const change of changes) if (change.path.startsWith(`${path}/`)) return true;
  return false;
}

async function* entriesOf(manifest: ManifestId, readPage: ReadPage): AsyncIterable<ManifestEntry> {
  for await (const entries of readManifestPages(manifest, readPage)) yield* entries;
}
