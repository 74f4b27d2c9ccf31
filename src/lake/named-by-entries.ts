import type { CommitToApply } from '../catalog/batch.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { unknownCommits } from '../catalog/roll-forward-state.ts';
import { DlakeError } from '../errors.ts';
import type { LogEntry } from '../records/entry.ts';
import type { CommitId, ManifestId } from '../records/ids.ts';
import { isLayer, LAYERS, type Layer } from '../records/layers.ts';
import { brokenRule } from './admission.ts';
import type { Lake } from './lake.ts';
import { type NewEntry, newCommit } from './log-news.ts';
import { PageCarrier } from './page-carrier.ts';
import { readCommit } from './read-commit.ts';

/** What entries brought with them. */
export interface NamedByEntries {
  /** Commits that the catalog lacks, oldest first, all admitted: they go in together with the entries. */
  readonly commits: CommitToApply[];
  /** How many manifest pages went into the catalog. */
  readonly pages: number;
}

/**
 * Reads what entries name and the catalog lacks. Pages are put into it at once, in constant memory: they mean
 * nothing until a commit names them. Throws `record-invalid` for a commit that its layer does not take.
 */
export async function namedByEntries(
  lake: Lake,
  catalog: Catalog,
  news: readonly NewEntry[],
): Promise<NamedByEntries> {
  const commits = await commitsBehind(lake, catalog, news);
  const pages = new PageCarrier(lake, catalog);
  for (const [layer, roots] of await manifestsOf(lake, commits, news)) {
    // Of a version that was only seen at a remote there may be no manifest; fsck tells when one is lost.
    const absent = await lake.store.missing(layer, roots);
    await pages.bring(
      layer,
      [...roots].filter((root) => !absent.has(root)),
    );
  }
  await pages.flush();
  return { commits, pages: pages.count };
}

/** The manifests of new commits, and of those that refs name now and that may have been seen at a remote before. */
async function manifestsOf(
  lake: Lake,
  commits: readonly CommitToApply[],
  news: readonly NewEntry[],
): Promise<ReadonlyMap<Layer, ReadonlySet<ManifestId>>> {
  const found = new Map(commits.map((one) => [one.id, one.commit]));
  const roots = new Map<Layer, Set<ManifestId>>(LAYERS.map((layer) => [layer, new Set()]));
  for (const { layer, manifest } of found.values()) roots.get(layer)?.add(manifest);
  for (const { layer, subject, entry } of news) {
    const to = commitOf(subject, entry);
    if (to === undefined || found.has(to) || !subject.startsWith('refs/')) continue;
    roots.get(layer)?.add((await readCommit(lake, to, layer)).commit.manifest);
  }
  return roots;
}

/** The commit that an entry of a ref, here or at a remote, names. */
function commitOf(subject: string, entry: LogEntry): CommitId | undefined {
  const ofRef = subject.startsWith('refs/') || subject.startsWith('remotes/');
  return ofRef && entry.kind === 'move' ? (entry.to as CommitId) : undefined;
}

/** The commits that entries name and those behind them that the catalog lacks, oldest first, all admitted. */
async function commitsBehind(
  lake: Lake,
  catalog: Catalog,
  news: readonly NewEntry[],
): Promise<CommitToApply[]> {
  const found: CommitToApply[] = [];
  const logOf = new Map<CommitId, NewEntry>();
  let row: CommitId[] = [];
  const note = (id: CommitId, entry: NewEntry) => {
    if (!logOf.has(id)) row.push(id);
    logOf.set(id, entry);
  };
  for (const one of news) {
    const id = commitOf(one.subject, one.entry);
    if (id !== undefined) note(id, one);
  }
  while (row.length > 0) {
    const wanted = await unknownCommits(catalog, row);
    row = [];
    for (const id of wanted) {
      const entry = logOf.get(id) as NewEntry;
      const commit = await admittedCommit(lake, id, entry);
      found.push(commit);
      for (const parent of commit.commit.parents ?? []) note(parent, entry);
    }
  }
  return found.reverse();
}

/** A commit of the ref that the log is of. What a remote let in is told as it is there, and judged when a ref here names it. */
async function admittedCommit(
  lake: Lake,
  id: CommitId,
  { layer, subject }: NewEntry,
): Promise<CommitToApply> {
  const [remotes, , layerThere = ''] = subject.split('/');
  const isThere = remotes === 'remotes' && isLayer(layerThere);
  const found = await newCommit(lake, isThere ? layerThere : layer, id);
  if (found === undefined) throw new DlakeError('object-missing', { id });
  const { commit } = found;
  const ref = `${commit.layer}/${commit.dataset}`;
  const own = isThere
    ? subject.endsWith(`/${ref}`)
    : `${layer}/${subject}` === `${commit.layer}/refs/${commit.dataset}`;
  const rule = !own ? 'it is of another ref' : isThere ? undefined : await brokenRule(lake, commit);
  if (rule !== undefined) throw new DlakeError('record-invalid', { what: `commit ${id}`, reason: rule });
  return found;
}
