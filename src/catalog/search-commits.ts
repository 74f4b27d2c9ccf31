import { type RawBuilder, sql } from 'kysely';
import { LAYERS, type Layer } from '../records/layers.ts';
import type { Catalog } from './catalog.ts';
import { type CatalogCommit, catalogCommit } from './catalog-commit.ts';
import { jsonText } from './json-text.ts';

/** What `search` is asked for; every filter given must hold. */
export interface SearchFilter {
  /** Words as in a web search: `"in this order"`, `or`, `-without`. None: only the filters count. */
  readonly words?: string | undefined;
  readonly source?: string | undefined;
  readonly layer?: Layer | undefined;
  /** Keywords that the commit must all have, as they are written. */
  readonly keywords?: readonly string[] | undefined;
  /** Top-level metadata and their values as text. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  /** Committed at this time or later. */
  readonly since?: string | undefined;
  /** Every version, not only what refs name now. */
  readonly history?: boolean | undefined;
  readonly limit?: number | undefined;
}

/** A commit that was found, and how well it fits; greater is better. */
export interface SearchHit extends CatalogCommit {
  readonly rank: number;
}

/** How alike the words and a dataset's id or name must be to count without a word in common. */
const ALIKE = 0.6;

/**
 * The commits that fit, the best first, then the newest: words are looked for in dataset and name, keywords,
 * message and metadata, in this order of weight, and as a part of the dataset's id. When nothing fits, plain
 * words find what is spelt nearly so in the dataset's id or name.
 */
export async function searchCommits(catalog: Catalog, filter: SearchFilter): Promise<SearchHit[]> {
  const words = filter.words?.trim() ?? '';
  if (words === '') return await hits(catalog, filter, ANYTHING);
  const found = await hits(catalog, filter, asWritten(words));
  const plain = !/"|(^|\s)(-|or\s)/i.test(words);
  return found.length > 0 || !plain ? found : await hits(catalog, filter, nearly(words));
}

/** Which commits fit, of those that the filters let through, and how well. */
interface Fit {
  readonly fits: RawBuilder<boolean>;
  readonly rank: RawBuilder<number>;
}

const ANYTHING: Fit = { fits: sql`true`, rank: sql`0::real` };

function asWritten(words: string): Fit {
  const asked = sql`(websearch_to_tsquery('simple', ${words}) || websearch_to_tsquery('english', ${words}))`;
  const part = `%${words.replace(/[\\%_]/g, '\\$&')}%`;
  return {
    fits: sql`(c.words @@ ${asked} OR ${ofDatasets(sql`dataset ILIKE ${part}`)})`,
    rank: sql`(ts_rank_cd(c.words, ${asked}, 1) + word_similarity(${words}, c.dataset))`,
  };
}

function nearly(words: string): Fit {
  const alike = sql<number>`greatest(word_similarity(${words}, c.dataset), word_similarity(${words}, c.name))`;
  // The operator finds them in an index, by the server's own measure of alike, which is this one.
  const close = sql`(${ofDatasets(sql`dataset %> ${words}`)} OR c.name %> ${words})`;
  return { fits: sql`(${close} AND ${alike} >= ${ALIKE}::real)`, rank: alike };
}

/** Commits of datasets that fit: asked so that one index after the other gives them, however many others there are. */
const ofDatasets = (fits: RawBuilder<unknown>): RawBuilder<boolean> =>
  sql`(c.layer = ANY (${sql.lit(`{${LAYERS}}`)}::text[])
    AND c.dataset = ANY (ARRAY(SELECT dataset FROM dlake.datasets WHERE ${fits})))`;

async function hits(catalog: Catalog, filter: SearchFilter, { fits, rank }: Fit): Promise<SearchHit[]> {
  const { source, layer, keywords = [], metadata = {}, since, history = false, limit = 100 } = filter;
  const rows = await catalog.run((db) =>
    db
      .selectFrom('dlake.commits as c')
      .select(['c.id', 'c.layer', 'c.dataset', 'c.record', rank.as('rank')])
      .where(fits)
      .$if(!history, (q) =>
        q.where((eb) => eb.exists(eb.selectFrom('dlake.refs as r').whereRef('r.head', '=', 'c.id'))),
      )
      .$if(source !== undefined, (q) => q.where('c.source', '=', source!))
      .$if(layer !== undefined, (q) => q.where('c.layer', '=', layer!))
      .$if(since !== undefined, (q) => q.where('c.committed_at', '>=', since!))
      .$if(keywords.length > 0, (q) => q.where(sql<boolean>`c.keywords @> ${textArray(keywords)}`))
      .where((eb) => eb.and(Object.entries(metadata).map(([key, value]) => hasMetadata(key, value))))
      .orderBy('rank', 'desc')
      .orderBy('c.sort_ms', 'desc')
      .orderBy('c.id')
      .limit(limit)
      .execute(),
  );
  return rows.map((row) => ({ ...catalogCommit(row), rank: row.rank }));
}

const textArray = (texts: readonly string[]): RawBuilder<string[]> =>
  sql`ARRAY(SELECT json_array_elements_text(${jsonText(texts)}::json))`;

/** The value as text, or as the number or whatever else has this text; an index knows those that have either. */
function hasMetadata(key: string, value: string): RawBuilder<boolean> {
  const either = [value, ...parsed(value)].map(
    (one) => sql`c.metadata @> ${jsonText({ [key]: one })}::jsonb`,
  );
  return sql`((${sql.join(either, sql` OR `)}) AND c.metadata->>${key} = ${value})`;
}

function parsed(text: string): readonly unknown[] {
  try {
    return [JSON.parse(text)];
  } catch {
    return [];
  }
}
