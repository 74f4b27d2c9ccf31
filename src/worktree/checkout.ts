import { DlakeError } from '../errors.ts';
import type { FileLake } from '../lake/lake.ts';
import type { CommitWithId } from '../lake/read-commit.ts';
import { pageReader } from '../lake/read-page.ts';
import { checkManifest } from '../records/check-manifest.ts';
import { isSymlink, type ManifestEntry } from '../records/manifest-entry.ts';
import { readManifestPages } from '../records/read-manifest.ts';
import { refText } from '../records/ref.ts';
import type { CallOptions, FileStat } from '../store/contract.ts';
import type { WorkProgress } from '../store/work-progress.ts';
import { type Base, type LinkMode, writeBase } from './base.ts';
import { baseEntries } from './base-entries.ts';
import { checkFolding } from './check-folding.ts';
import { checkPresence } from './check-presence.ts';
import { CheckedOutFiles } from './checked-out-files.ts';
import { removePaths } from './clear-path.ts';
import { currentBase } from './current-base.ts';
import { FOLDS_ALL, foldedPairs } from './folding.ts';
import { cacheTime, keepCache } from './keep-cache.ts';
import { type PathMatcher, pathMatcher } from './path-matcher.ts';
import { planCheckout } from './plan-checkout.ts';
import { forgetPuts, readPuts } from './put-notes.ts';
import { withTemporaryFolder } from './temporary-folder.ts';
import { beginCheckout, endCheckout } from './unfinished.ts';
import type { WorktreeFolder } from './worktree-folder.ts';
import { writeEntries } from './write-entries.ts';

export interface CheckoutOptions extends CallOptions {
  /** Only paths that these globs match; the folder is partial then. */
  readonly only?: readonly string[];
  /** Overwrite unsaved work. */
  readonly force?: boolean;
  /** Default: as the folder was checked out before, else `copy`. */
  readonly linkMode?: LinkMode;
  /** Told of every file that is written. */
  readonly onProgress?: (done: WorkProgress) => void;
}

/** What a checkout did. */
export interface CheckedOut {
  readonly files: number;
  readonly written: number;
  readonly removed: number;
  /** Paths that other file systems take for one. */
  readonly folded: readonly (readonly [string, string])[];
  /** Paths that were left out: their bytes are withdrawn. */
  readonly withdrawn: readonly string[];
  /** How many large files were to be linked with the store and were copied. */
  readonly notLinked: number;
}

/** Smaller files are in packs, mostly, and are never linked. */
const LINKED_BYTES = 4 * 1024 * 1024;

/**
 * Writes a version to a folder, or the part of it that globs pick, and makes it the folder's base if the folder is
 * the ref's own. Rewrites only what differs, and removes what the old base had and the version lacks. Whatever is
 * in neither of them is unsaved work: `worktree-dirty` lists it before anything is touched, unless forced. Run again
 * after any interruption it goes on. Throws `path-unknown` when the globs pick nothing, `record-invalid` for a manifest that breaks a rule, `object-missing`
 * before anything is touched, `paths-fold` when the file system can't hold two of the paths side by side, and what
 * `writeEntries` does.
 */
export async function checkout(
  lake: FileLake,
  version: CommitWithId,
  folder: WorktreeFolder,
  options: CheckoutOptions = {},
): Promise<CheckedOut> {
  const { commit } = version;
  const readPage = pageReader(lake, folder.ref.layer);
  await checkManifest(commit.manifest, readPage, commit);
  const base = await currentBase(lake, folder);
  const { names: noted } = readPuts(folder);
  const only = options.only?.length ? options.only : undefined;
  const meant = await entriesOf(readManifestPages(commit.manifest, readPage), pathMatcher(only));
  const gone = (await lake.store.withdrawn?.()) ?? new Set();
  const isGone = (entry: ManifestEntry) => !isSymlink(entry) && gone.has(entry.blob);
  const wanted = gone.size === 0 ? meant : meant.filter((entry) => !isGone(entry));
  const withdrawn = gone.size === 0 ? [] : pathsOf(meant.filter(isGone));
  if (only !== undefined && meant.length === 0 && commit.files > 0) {
    const revision = `${refText(folder.ref)}@${commit.metadata.version}`;
    throw new DlakeError('path-unknown', { revision, path: only.join(' ') });
  }
  const before = base === undefined ? [] : await entriesOf(baseEntries(base, readPage), partOf(base));
  const { ref, path: root } = folder;
  return withTemporaryFolder(root, async (temporary) => {
    checkFolding(temporary, pathsOf(wanted));
    // By force whatever a link stands for becomes a file of the folder.
    const followSymlinks = base?.followSymlinks === true && options.force !== true;
    const plan = await planCheckout(lake, folder, { ...options, wanted, before, followSymlinks });
    if (plan.dirty.length > 0 && options.force !== true) {
      throw new DlakeError('worktree-dirty', { ref: refText(ref), paths: plan.dirty });
    }
    await checkPresence(lake, folder.ref, plan.write, options);
    beginCheckout(folder, version.id);
    removePaths(root, plan.remove);
    const linkMode = options.linkMode ?? base?.linkMode ?? 'copy';
    const entries = plan.write;
    const left = new CheckedOutFiles(wanted, entries, plan.hashed);
    let notLinked = 0;
    const note = (index: number, stat: FileStat) => {
      left.onWritten(index, stat);
      if (linkMode === 'hardlink' && stat.size >= LINKED_BYTES && !stat.shared) notLinked += 1;
    };
    const onWritten = counting(entries, note, options.onProgress);
    await writeEntries(lake, { ...options, ref, root, temporary, linkMode, entries, onWritten });
    if (folder.own) {
      const { manifest } = commit;
      writeBase(folder, { commit: version.id, manifest, only, linkMode, followSymlinks });
      forgetPuts(folder, noted);
      endCheckout(folder);
      // Where files were left out the folder is not what the version names: that is for status to find.
      if (withdrawn.length === 0) keepCache(folder, left.cache(manifest, only, cacheTime(folder)));
    }
    const folded = [...foldedPairs(pathsOf(wanted), FOLDS_ALL)];
    const removed = plan.remove.length;
    return { files: wanted.length, written: entries.length, removed, folded, withdrawn, notLinked };
  });
}

/** Counts what is written, for whoever watches. */
function counting(
  entries: readonly ManifestEntry[],
  onWritten: (index: number, stat: FileStat) => void,
  onProgress: CheckoutOptions['onProgress'],
): (index: number, stat: FileStat) => void {
  if (onProgress === undefined) return onWritten;
  const sizes = entries.flatMap((entry) => (isSymlink(entry) ? [] : [entry.size]));
  const done = { objects: 0, ofObjects: sizes.length, bytes: 0, ofBytes: sizes.reduce((a, b) => a + b, 0) };
  return (index, stat) => {
    onWritten(index, stat);
    done.objects += 1;
    done.bytes += stat.size;
    onProgress(done);
  };
}

const pathsOf = (entries: readonly ManifestEntry[]): readonly string[] => entries.map(({ path }) => path);

/** What the folder has of its base: the part that was checked out, and what it put into the ref itself. */
function partOf({ only, updates = [] }: Base): PathMatcher {
  const expected = pathMatcher(only);
  const put = new Set(updates.map(({ entry }) => entry.path));
  return (path) => expected(path) || put.has(path);
}

async function entriesOf(
  pages: AsyncIterable<readonly ManifestEntry[]>,
  isMeant: PathMatcher,
): Promise<readonly ManifestEntry[]> {
  const entries: ManifestEntry[] = [];
  for await (const page of pages) {
    for (const entry of page) if (isMeant(entry.path)) entries.push(entry);
  }
  return entries;
}
