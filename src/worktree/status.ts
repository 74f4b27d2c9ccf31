import { statSync } from 'node:fs';
import type { LocalLake } from '../lake/lake.ts';
import { pageReader } from '../lake/read-page.ts';
import type { ManifestChange } from '../records/diff-manifests.ts';
import type { CommitId } from '../records/ids.ts';
import { LAYERS } from '../records/layers.ts';
import { type Ref, refText } from '../records/ref.ts';
import { compareUtf8 } from '../records/utf8-order.ts';
import type { CallOptions } from '../store/contract.ts';
import type { Base } from './base.ts';
import { cachedChanges } from './cached-changes.ts';
import { changesSince } from './changes.ts';
import { type CacheCheck, checkCache } from './check-cache.ts';
import { currentBase } from './current-base.ts';
import type { FileFailure } from './hash-files.ts';
import { hashOnly } from './hash-only.ts';
import { rulesAbove } from './ignore.ts';
import { cacheTime, keepCache } from './keep-cache.ts';
import { listWorktree } from './list-worktree.ts';
import { refreshedCache } from './refreshed-cache.ts';
import { survey } from './survey.ts';
import { unfinishedCheckout } from './unfinished.ts';
import { unsavedChanges } from './unsaved-changes.ts';
import type { ScanProblem } from './walk.ts';
import { ownFolder } from './worktree-folder.ts';

/**
 * How a ref's own folder in the lake compares to what it stems from: its base, and what its updates put into the
 * ref. Paths are in byte order.
 */
export interface FolderStatus {
  readonly ref: Ref;
  /** `untracked`: files without a base; `not-checked-out`: no folder, or none with files and no base. */
  readonly state: 'clean' | 'modified' | 'untracked' | 'not-checked-out';
  readonly base: Base | undefined;
  readonly added: readonly string[];
  readonly modified: readonly string[];
  readonly deleted: readonly string[];
  /** How the folder differs from its base, also where an update put it into the ref; empty without a base. */
  readonly changes: readonly ManifestChange[];
  /** What a commit would refuse. */
  readonly problems: readonly (ScanProblem | FileFailure)[];
  /** The commit whose checkout was interrupted here; the folder may be a mix of it and of its base. */
  readonly unfinished: CommitId | undefined;
}

/** Of what the state is wanted; of everything unless `wants` says no. */
export interface StatusOptions extends CallOptions {
  readonly wants?: (ref: Ref) => boolean;
}

/**
 * The state of these refs and of every folder of the worktree, by layer, then in byte order. Only files that the
 * stat cache can't vouch for are hashed, and the cache knows them from then on.
 */
export async function status(
  lake: LocalLake,
  refs: readonly Ref[],
  options: StatusOptions = {},
): Promise<readonly FolderStatus[]> {
  const wanted = [...refs, ...listWorktree(lake.root)].filter((ref) => options.wants?.(ref) !== false);
  const all = new Map(wanted.map((ref) => [refText(ref), ref]));
  const known = new Set(refs.map(refText));
  const ordered = [...all.values()].sort(
    (a, b) => LAYERS.indexOf(a.layer) - LAYERS.indexOf(b.layer) || compareUtf8(refText(a), refText(b)),
  );
  const found: FolderStatus[] = [];
  for (const ref of ordered) {
    const one = await folderStatus(lake, ref, options);
    if (one.state !== 'not-checked-out' || one.base !== undefined || known.has(refText(ref))) found.push(one);
  }
  return found;
}

/** The state of one ref's own folder. */
export async function folderStatus(
  lake: LocalLake,
  ref: Ref,
  options: CallOptions = {},
): Promise<FolderStatus> {
  const folder = ownFolder(lake.root, ref);
  const base = await currentBase(lake, folder);
  const unfinished = unfinishedCheckout(folder);
  const none = { ref, base, unfinished, added: [], modified: [], deleted: [], changes: [], problems: [] };
  if (!isFolder(folder.path)) return { ...none, state: 'not-checked-out' };
  const rules = rulesAbove(lake.root, [ref.layer, ref.source, ref.externalId]);
  const check = base ? await checkCache(folder, rules, options) : NO_CHECK;
  const told = base && cachedChanges(folder, base, check);
  const readPage = pageReader(lake, ref.layer);
  if (base !== undefined && told !== undefined) {
    const unsaved = await unsavedChanges(base, told, readPage);
    return { ...none, ...listed(unsaved), changes: told, state: stateOf(unsaved) };
  }
  const since = base === undefined ? 0n : cacheTime(folder);
  const follow = base?.followSymlinks === true;
  const seen = await survey(folder, {
    ...options,
    base,
    check,
    since,
    rules,
    readPage,
    followSymlinks: follow,
  });
  if (base === undefined) {
    const { problems, table } = seen;
    const empty = table.paths.length + problems.length === 0;
    return { ...none, state: empty ? 'not-checked-out' : 'untracked', added: table.paths, problems };
  }
  const hashed = await hashOnly(lake, folder, seen, seen.match.stale, { ...options, since });
  const changes = await changesSince(base, seen, hashed, readPage);
  keepCache(folder, refreshedCache(hashed, { ...base, changes }));
  const problems = [...seen.problems, ...hashed.failures.values()];
  const unsaved = await unsavedChanges(base, changes, readPage);
  return { ...none, ...listed(unsaved), changes, state: stateOf([...unsaved, ...problems]), problems };
}

/** Nothing is remembered of a folder without a base. */
const NO_CHECK: CacheCheck = { file: undefined, rows: undefined };

const stateOf = (findings: readonly unknown[]) => (findings.length === 0 ? 'clean' : 'modified');

function listed(changes: readonly ManifestChange[]): Pick<FolderStatus, 'added' | 'modified' | 'deleted'> {
  const paths = (wanted: (change: ManifestChange) => boolean) =>
    changes.filter(wanted).map(({ path }) => path);
  return {
    added: paths(({ before }) => before === undefined),
    modified: paths(({ before, after }) => before !== undefined && after !== undefined),
    deleted: paths(({ after }) => after === undefined),
  };
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
