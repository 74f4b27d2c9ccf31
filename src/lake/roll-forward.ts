import { applyBatch } from '../catalog/apply-batch.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { knownHeads, knownLogs, rollForwardCursor } from '../catalog/roll-forward-state.ts';
import { DlakeError } from '../errors.ts';
import { type EntryId, entryId } from '../records/ids.ts';
import { LAYERS, type Layer } from '../records/layers.ts';
import { sha256Hex } from '../records/sha256.ts';
import type { Lake } from './lake.ts';
import { entriesFrom, type NewEntry } from './log-news.ts';
import { namedByEntries } from './named-by-entries.ts';
import { readingProblem } from './reading-problem.ts';

/** What a roll forward brought into the catalog, and what it would not take. */
export interface RolledForward {
  readonly entries: number;
  readonly commits: number;
  readonly pages: number;
  readonly refused: readonly RefusedLog[];
}

/** A log whose news the catalog did not take from some entry on, and why. */
export interface RefusedLog {
  readonly layer: Layer;
  readonly subject: string;
  readonly reason: string;
}

/** A log that may have grown, and the newest of its entries that the catalog knows. */
interface GrownLog {
  readonly layer: Layer;
  readonly subject: string;
  readonly known: { readonly seq: number; readonly id: EntryId } | undefined;
}

/** Logs that are followed together. */
const LOGS_AT_ONCE = 256;
/** Entries that go into the catalog in one transaction. */
const ENTRIES_AT_ONCE = 512;

/**
 * Brings into the catalog whatever the logs have that it has not. On an empty catalog this is `rebuild`. A log
 * that can't be followed is named and skipped from there on; the rest goes on.
 */
export async function rollForward(lake: Lake, catalog: Catalog): Promise<RolledForward> {
  const changes = await lake.store.logs.changes(await rollForwardCursor(catalog));
  const heads = await knownHeads(catalog, changes.subjects);
  if (changes.complete && (await knownLogs(catalog)) > heads.size) {
    const reason = 'it knows logs which the store does not have';
    throw new DlakeError('catalog-unavailable', { state: 'damaged', reason });
  }
  // Refs before what was seen at remotes: a commit is admitted by the log of its own ref.
  const isRemote = (subject: string) => Number(subject.startsWith('remotes/'));
  const logs = changes.subjects
    .map(({ layer, subject }) => ({ layer, subject, known: heads.get(`${layer}/${subject}`) }))
    // Lower layers first: a promotion is admitted by what it was made from.
    .sort(
      (a, b) =>
        isRemote(a.subject) - isRemote(b.subject) || LAYERS.indexOf(a.layer) - LAYERS.indexOf(b.layer),
    );
  const total = { entries: 0, commits: 0, pages: 0 };
  const refused: RefusedLog[] = [];
  for (let at = 0; at < logs.length; at += LOGS_AT_ONCE) {
    const group = logs.slice(at, at + LOGS_AT_ONCE);
    if ((await problemOf(() => followTogether(lake, catalog, group, ENTRIES_AT_ONCE, total))) === undefined)
      continue;
    // One of them can't be followed: each by itself, an entry at a time, to where its fault is.
    for (const log of group) {
      const reason = await problemOf(() => followTogether(lake, catalog, [log], 1, total));
      if (reason !== undefined) refused.push({ layer: log.layer, subject: log.subject, reason });
    }
  }
  const cursor = refused.length === 0 ? changes.cursor : undefined;
  await applyBatch(catalog, { commits: [], pages: [], entries: [], cursor });
  return { ...total, refused };
}

/** Why a log can't be followed, or undefined when it was. */
async function problemOf(follow: () => Promise<void>): Promise<string | undefined> {
  try {
    await follow();
    return undefined;
  } catch (error) {
    const reason = readingProblem(error);
    if (reason === undefined) throw error;
    return reason;
  }
}

interface Counts {
  entries: number;
  commits: number;
  pages: number;
}

/** Brings into the catalog what one log has that it has not. Throws what is wrong with it. */
export async function followLog(
  lake: Lake,
  catalog: Catalog,
  log: { readonly layer: Layer; readonly subject: string },
): Promise<void> {
  const known = (await knownHeads(catalog, [log])).get(`${log.layer}/${log.subject}`);
  await followTogether(lake, catalog, [{ ...log, known }], ENTRIES_AT_ONCE, {
    entries: 0,
    commits: 0,
    pages: 0,
  });
}

async function followTogether(
  lake: Lake,
  catalog: Catalog,
  logs: readonly GrownLog[],
  atOnce: number,
  counts: Counts,
): Promise<void> {
  let news: NewEntry[] = [];
  const apply = async () => {
    await applyNews(lake, catalog, news, counts);
    news = [];
  };
  for (const { layer, subject, known } of logs) {
    if (known !== undefined) await checkKnown(lake, layer, subject, known);
    for await (const entry of entriesFrom(lake, layer, subject, known)) {
      news.push(entry);
      if (news.length >= atOnce) await apply();
    }
  }
  if (news.length > 0) await apply();
}

/** The store is the truth: a catalog that knows an entry which the log does not have is of another history. */
async function checkKnown(
  lake: Lake,
  layer: Layer,
  subject: string,
  known: { readonly seq: number; readonly id: EntryId },
): Promise<void> {
  const stored = await lake.store.logs.read(layer, subject, known.seq);
  if (stored !== undefined && entryId(sha256Hex(stored.bytes)) === known.id) return;
  const reason = `it knows entry ${known.seq} of ${layer}/${subject}, which the log does not have`;
  throw new DlakeError('catalog-unavailable', { state: 'damaged', reason });
}

/** Brings entries into the catalog, after the commits that they name and the pages of those that are here. */
async function applyNews(
  lake: Lake,
  catalog: Catalog,
  news: readonly NewEntry[],
  counts: Counts,
): Promise<void> {
  const { commits, pages } = await namedByEntries(lake, catalog, news);
  await applyBatch(catalog, { commits, pages: [], entries: news });
  counts.pages += pages;
  counts.commits += commits.length;
  counts.entries += news.length;
}
