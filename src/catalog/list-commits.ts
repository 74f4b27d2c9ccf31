import { sql } from 'kysely';
import { type CommitId, commitId } from '../records/ids.ts';
import type { Layer } from '../records/layers.ts';
import type { Catalog } from './catalog.ts';
import { type CatalogCommit, COMMIT_COLUMNS, catalogCommit } from './catalog-commit.ts';
import { type CommitBefore, commitsBefore, type Position, type RefName, refList } from './commits-before.ts';
import { digestsOf, hexOfDigest } from './digest.ts';
import { slices } from './slices.ts';

/** What `log` is asked for. */
export interface LogFilter {
  /** Where to start; without it, at the heads of all refs (of `refs`, where given). */
  readonly from?: readonly CommitId[] | undefined;
  readonly refs?: readonly RefName[] | undefined;
  /** Committed at this time or later, `2026-11-22T10:11:12.345Z`. */
  readonly since?: string | undefined;
  /** Committed at this time or earlier. */
  readonly until?: string | undefined;
  /** A part of the author's name or address, in any case of letters. */
  readonly author?: string | undefined;
  readonly limit?: number | undefined;
}

/** More refs than this are not asked one by one where they stand. */
const HEADS = 1000;

/**
 * Commits and those before them over `parents`, newest first and every commit before its parents. Memory and
 * time follow what is taken, not what is there: the index on `sort_ms` is in topological order, so one scan
 * with the set of commits still wanted is the walk.
 */
export async function* listCommits(catalog: Catalog, filter: LogFilter = {}): AsyncIterable<CatalogCommit> {
  const starts = await startingPoints(catalog, filter);
  const everywhere = filter.from === undefined && filter.refs === undefined;
  // Among very many heads, each commit is looked at whether it is one, as it comes.
  const meets = everywhere && starts.length > HEADS;
  const wanted = new Set(meets ? [] : starts.map((start) => start.hex));
  const scope = everywhere ? undefined : refsOf(starts);
  const since = filter.since === undefined ? Number.NEGATIVE_INFINITY : Date.parse(filter.since);
  const until = filter.until === undefined ? Number.POSITIVE_INFINITY : Date.parse(filter.until);
  const author = filter.author?.toLowerCase() ?? '';
  let left = filter.limit ?? Number.POSITIVE_INFINITY;
  const newest = starts.reduce((latest, { sort }) => Math.max(latest, sort), Number.NEGATIVE_INFINITY);
  let before: Position = { sort: meets ? Number.MAX_SAFE_INTEGER : newest + 1, id: Buffer.alloc(32) };
  let over = false;
  while ((meets || wanted.size > 0) && left > 0 && !over) {
    const limit = Math.min(Math.max(2 * left, 50), 500);
    const rows = await commitsBefore(catalog, before, { scope, limit, heads: meets });
    const chosen: CommitBefore[] = [];
    for (const row of rows) {
      before = { sort: row.sort_ms, id: row.id };
      if (!wanted.delete(hexOfDigest(row.id)) && !row.head) continue;
      // None of those that follow is newer.
      over = row.sort_ms < since;
      if (over) break;
      for (const parent of row.parents) wanted.add(parent);
      const fits = row.committed_ms >= since && row.committed_ms <= until;
      if (fits && row.author.toLowerCase().includes(author)) chosen.push(row);
    }
    for (const slice of slices(chosen.slice(0, left), (row) => row.size))
      yield* await records(catalog, slice);
    left -= chosen.length;
    if (rows.length === 0) return;
  }
}

/** The commits of rows, in the order of the rows. */
async function records(catalog: Catalog, rows: readonly CommitBefore[]): Promise<CatalogCommit[]> {
  const ids = rows.map((row) => commitId(hexOfDigest(row.id)));
  const found = await catalog.run((db) =>
    db
      .selectFrom('dlake.commits')
      .select(COMMIT_COLUMNS)
      .where('id', '=', (eb) => eb.fn.any(digestsOf(ids)))
      .execute(),
  );
  const byId = new Map(found.map((row) => [commitId(hexOfDigest(row.id)), catalogCommit(row)]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

interface Start {
  readonly hex: string;
  readonly sort: number;
  readonly layer: Layer;
  readonly dataset: string;
}

async function startingPoints(catalog: Catalog, { from, refs }: LogFilter): Promise<Start[]> {
  const rows = await catalog.run((db) => {
    const commits = db.selectFrom('dlake.commits as c').select(['c.id', 'c.sort_ms', 'c.layer', 'c.dataset']);
    if (from !== undefined) return commits.where('c.id', '=', (eb) => eb.fn.any(digestsOf(from))).execute();
    const heads = commits.innerJoin('dlake.refs as r', 'r.head', 'c.id');
    if (refs === undefined) return heads.limit(HEADS + 1).execute();
    return heads.where(sql<boolean>`(r.layer, r.dataset) IN (${refList(refs)})`).execute();
  });
  return rows.map((row) => ({
    hex: hexOfDigest(row.id),
    sort: row.sort_ms,
    layer: row.layer,
    dataset: row.dataset,
  }));
}

/** Parents are earlier versions in the same ref, so the refs of the starting points bound the walk. */
function refsOf(starts: readonly Start[]): readonly RefName[] {
  const distinct = new Map(starts.map(({ layer, dataset }) => [`${layer}/${dataset}`, { layer, dataset }]));
  return [...distinct.values()];
}
