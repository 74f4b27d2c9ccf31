import { DlakeError } from '../errors.ts';
import { KnownAtRemotes } from '../lake/known-at-remotes.ts';
import type { LocalLake } from '../lake/lake.ts';
import { pageReader } from '../lake/read-page.ts';
import type { BlobId, ManifestId, ObjectId } from '../records/ids.ts';
import type { ManifestEntry } from '../records/manifest-entry.ts';
import type { ReadPage } from '../records/manifest-tree.ts';
import { readManifestPages } from '../records/read-manifest.ts';
import type { Ref } from '../records/ref.ts';
import { compareUtf8 } from '../records/utf8-order.ts';
import type { CallOptions, Session, Store } from '../store/contract.ts';
import type { WorkProgress } from '../store/work-progress.ts';
import type { Base } from './base.ts';
import { checkCache } from './check-cache.ts';
import { SYMLINK } from './file-table.ts';
import { type FileFindings, type FileWants, type HashedFolder, hashFiles } from './hash-files.ts';
import { rulesAbove } from './ignore.ts';
import { cacheTime } from './keep-cache.ts';
import { pathMatcher } from './path-matcher.ts';
import { type Survey, survey } from './survey.ts';
import { surveyOfFiles } from './survey-of-files.ts';
import { blobAt, entryAt } from './table-entry.ts';
import { refuseUnfinished } from './unfinished.ts';
import type { WorktreeFolder } from './worktree-folder.ts';

export interface SnapshotOptions extends CallOptions {
  /** The folder's base: what a partial checkout left out stays as it is there. */
  readonly base: Base | undefined;
  /** Take only what lies at or below these paths of the folder (`''` is all of it); `entries` says onto what. */
  readonly update?: readonly string[];
  readonly followSymlinks?: boolean;
  /** Whether files that are only referred to may stay so. */
  readonly byReference?: boolean;
  /** Tells which blobs are to be stored although their files did not change, where they go elsewhere. */
  readonly missing?: Store['missing'];
  /**
   * Told the paths of all files, says which other digests and checks are wanted of each; digests are taken even of
   * files that did not change.
   */
  readonly wants?: (paths: readonly string[]) => (path: string) => FileWants | undefined;
  readonly onProgress?: (done: WorkProgress) => void;
}

/** A folder's files, hashed and taken into a session. */
export interface Snapshot {
  readonly survey: Survey;
  readonly hashed: HashedFolder;
  /** Rows of the folder that are part of it, in byte order. */
  readonly rows: readonly number[];
  /** By path, what else came out of the files that were read. */
  readonly findings: ReadonlyMap<string, FileFindings>;
  /** What the next version holds, in byte order of path; for an update, on top of this manifest. */
  readonly entries: (onto?: ManifestId) => AsyncIterable<readonly ManifestEntry[]>;
}

/**
 * Takes a folder as it is: hashes what its stat cache can't vouch for, and hands to the session every byte that the
 * store lacks, also of files that did not change. Throws what a dataset can't have, by name: `file-kind`,
 * `file-unreadable`, `file-changed`, `path-not-utf8`, `path-invalid`, `symlink-outside`; and `checkout-unfinished` for a
 * folder that an interrupted checkout left.
 */
export async function snapshot(
  lake: LocalLake,
  session: Session,
  folder: WorktreeFolder,
  options: SnapshotOptions,
): Promise<Snapshot> {
  const { base, update, signal } = options;
  refuseUnfinished(folder);
  const { ref } = folder;
  const readPage = pageReader(lake, ref.layer);
  const rules = rulesAbove(lake.root, [ref.layer, ref.source, ref.externalId]);
  const since = cacheTime(folder);
  const seen =
    (update && surveyOfFiles(folder, update)) ??
    (await survey(folder, {
      ...options,
      base,
      check: await checkCache(folder, rules, options),
      since,
      rules,
      readPage,
    }));
  const inside = update === undefined ? () => true : isAtOrBelow(update);
  const around = (path: string) => update?.some((wanted) => wanted.startsWith(`${path}/`)) === true;
  const problem = seen.problems.find(({ data }) => inside(data.path) || around(data.path));
  if (problem !== undefined) throw problem;
  const rows = [...seen.table.paths.keys()].filter((row) => inside(seen.table.paths[row]!));
  refuseNothing(update ?? [], seen, rows);
  const wants = options.wants?.(
    rows.flatMap((row) => (seen.table.flags[row] === SYMLINK ? [] : [seen.table.paths[row]!])),
  );
  session.hold();
  const byReference = options.byReference === true;
  const { missing } = options;
  const toRead = await rowsToRead(lake, folder, seen, rows, { wants, byReference, missing, signal });
  const hashed = await hashFiles(folder.path, seen, session, {
    rows: toRead,
    hashOnly: false,
    since,
    ...(wants && { wants }),
    ...(options.onProgress && { onProgress: options.onProgress }),
    ...(signal && { signal }),
  });
  throwFirst(hashed);
  const findings = new Map([...hashed.findings].map(([row, found]) => [seen.table.paths[row]!, found]));
  const entries = (onto?: ManifestId) =>
    merged(hashed, rows, update === undefined ? leftOut(base) : allOf(onto), readPage);
  return { survey: seen, hashed, rows, findings, entries };
}

/** A path that somebody named and that gives no file is not passed over. */
function refuseNothing(named: readonly string[], { table }: Survey, rows: readonly number[]): void {
  for (const path of named) {
    const isThere = isAtOrBelow([path]);
    if (path === '' || rows.some((row) => isThere(table.paths[row]!))) continue;
    throw new DlakeError('file-unreadable', {
      path,
      reason: 'no file is there, or an ignore file names all of them',
    });
  }
}

type Wants = (path: string) => FileWants | undefined;

/** Smaller files are in packs, mostly: their sizes need not be remembered. */
const LARGE_BYTES = 1024 * 1024;

/** Files that the cache can't vouch for, that more is wanted of, or whose bytes the store lost. */
async function rowsToRead(
  lake: LocalLake,
  folder: WorktreeFolder,
  { table, match, cache }: Survey,
  rows: readonly number[],
  {
    wants,
    byReference,
    missing,
    signal,
  }: {
    readonly wants: Wants | undefined;
    readonly byReference: boolean;
    readonly missing: Store['missing'] | undefined;
    readonly signal: AbortSignal | undefined;
  },
): Promise<number[]> {
  const vouchedBy = (row: number): number => (cache === undefined ? -1 : match.vouched[row]!);
  const files = rows.filter((row) => table.flags[row] !== SYMLINK);
  const large = new Map<ObjectId, number>();
  const ids = function* (): Iterable<BlobId> {
    for (const row of files) {
      const at = vouchedBy(row);
      if (at === -1 || cache === undefined) continue;
      const id = blobAt(cache.digests, at);
      if (table.size[row]! >= LARGE_BYTES) large.set(id, table.size[row]!);
      yield id;
    }
  };
  const asked = { sizeOf: (id: ObjectId) => large.get(id), ...(signal && { signal }) };
  const { ref } = folder;
  const lost =
    missing === undefined
      ? await withoutKnown(lake, ref, await lake.store.missing(ref.layer, ids(), asked), byReference)
      : await missing(ref.layer, ids(), asked);
  const isLost = (at: number) => lost.size > 0 && cache !== undefined && lost.has(blobAt(cache.digests, at));
  const isWanted = (row: number) => (wants?.(table.paths[row]!)?.digests?.length ?? 0) > 0;
  return files.filter((row) => {
    const at = vouchedBy(row);
    return at === -1 || isLost(at) || isWanted(row);
  });
}

/** Without what remotes were seen to have: that was dropped here, and is not stored again because a file has it. */
async function withoutKnown(
  lake: LocalLake,
  ref: Ref,
  missing: ReadonlySet<ObjectId>,
  byReference: boolean,
): Promise<ReadonlySet<ObjectId>> {
  if (missing.size === 0) return missing;
  const { layer } = ref;
  const referred = byReference ? lake.store.references?.only(layer, [...missing] as BlobId[]) : undefined;
  const known = new KnownAtRemotes(lake, ref);
  const lost = new Set<ObjectId>();
  for (const id of missing)
    if (referred?.has(id as BlobId) !== true && !(await known.object(layer, id))) lost.add(id);
  return lost;
}

/** Throws what happened to the first file that could not be taken. */
function throwFirst({ failures, gone, table }: HashedFolder): void {
  const [row] = [...failures.keys(), ...gone].sort((a, b) => a - b);
  if (row === undefined) return;
  throw (
    failures.get(row) ?? new DlakeError('file-unreadable', { path: table.paths[row]!, reason: 'it has gone' })
  );
}

/** Entries of another manifest that stay unless the folder has the path. */
interface KeptEntries {
  readonly manifest: ManifestId;
  readonly keeps: (path: string) => boolean;
}

function leftOut(base: Base | undefined): KeptEntries | undefined {
  if (base?.only === undefined) return undefined;
  const expected = pathMatcher(base.only);
  return { manifest: base.manifest, keeps: (path) => !expected(path) };
}

function allOf(manifest: ManifestId | undefined): KeptEntries | undefined {
  return manifest === undefined ? undefined : { manifest, keeps: () => true };
}

const BATCH = 4096;

async function* merged(
  hashed: HashedFolder,
  rows: readonly number[],
  kept: KeptEntries | undefined,
  readPage: ReadPage,
): AsyncIterable<readonly ManifestEntry[]> {
  const { table, digests } = hashed;
  let batch: ManifestEntry[] = [];
  let next = 0;
  const pathAt = () => (next < rows.length ? table.paths[rows[next]!] : undefined);
  const full = () => {
    const whole = batch;
    batch = [];
    return whole;
  };
  for await (const page of kept === undefined ? [] : readManifestPages(kept.manifest, readPage)) {
    for (const entry of page) {
      if (!kept?.keeps(entry.path)) continue;
      for (let path = pathAt(); path !== undefined && compareUtf8(path, entry.path) < 0; path = pathAt()) {
        batch.push(entryAt(table, digests, rows[next++]!));
        if (batch.length === BATCH) yield full();
      }
      if (pathAt() !== entry.path) batch.push(entry);
    }
    if (batch.length >= BATCH) yield full();
  }
  while (next < rows.length) {
    batch.push(entryAt(table, digests, rows[next++]!));
    if (batch.length >= BATCH) yield full();
  }
  yield full();
}

/** Whether a path is one of these or below one of them. */
function isAtOrBelow(paths: readonly string[]): (path: string) => boolean {
  if (paths.includes('')) return () => true;
  return (path) => paths.some((above) => path === above || path.startsWith(`${above}/`));
}
