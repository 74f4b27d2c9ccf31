import { type RawBuilder, sql } from 'kysely';
import type { Layer } from '../records/layers.ts';
import type { Catalog } from './catalog.ts';
import { jsonText } from './json-text.ts';

/** Where a walk from newer to older commits has come to. */
export interface Position {
  readonly sort: number;
  readonly id: Uint8Array;
}

/** A ref as the catalog names it. */
export interface RefName {
  readonly layer: Layer;
  readonly dataset: string;
}

/** What a walk looks at of a commit before it takes the record. */
export interface CommitBefore {
  readonly id: Uint8Array;
  readonly sort_ms: number;
  readonly author: string;
  /** Bytes of the record. */
  readonly size: number;
  readonly committed_ms: number;
  /** Hex digits. */
  readonly parents: readonly string[];
  /** Whether a ref names it; looked at only where `heads` says so. */
  readonly head: boolean;
}

/** Each of so few refs is looked at by itself: what is old in them need not be searched among all that is newer. */
const FEW_REFS = 50;

/** The commits before a position, in the order of the walk: of these refs, or of all without `scope`. */
export async function commitsBefore(
  catalog: Catalog,
  before: Position,
  {
    scope,
    limit,
    heads,
  }: { readonly scope: readonly RefName[] | undefined; readonly limit: number; readonly heads: boolean },
): Promise<readonly CommitBefore[]> {
  const columns = sql`id, sort_ms, author, octet_length(record) AS size,
    (extract(epoch FROM committed_at) * 1000)::bigint AS committed_ms,
    ARRAY(SELECT encode(parent_id, 'hex') FROM dlake.commit_parents WHERE commit_id = c.id) AS parents,
    ${heads ? sql`EXISTS (SELECT FROM dlake.refs WHERE head = c.id)` : sql`false`} AS head`;
  const older = sql`(sort_ms, id) < (${before.sort}::bigint, ${before.id}::bytea)`;
  const order = sql`ORDER BY sort_ms DESC, id DESC LIMIT ${limit}`;
  const rows = (where: RawBuilder<unknown>) =>
    sql<CommitBefore>`SELECT ${columns} FROM dlake.commits c WHERE ${where} AND ${older} ${order}`;
  const ofRefs = (refs: readonly RefName[]) =>
    refs.length > FEW_REFS
      ? rows(sql`(layer, dataset) IN (${refList(refs)})`)
      : sql<CommitBefore>`SELECT found.* FROM (${refList(refs)}) wanted CROSS JOIN LATERAL (
          ${rows(sql`c.layer = wanted.layer AND c.dataset = wanted.dataset`)}) found ${order}`;
  const query = scope === undefined ? rows(sql`true`) : ofRefs(scope);
  return (await catalog.run((db) => query.execute(db))).rows;
}

/** Refs as rows of `layer, dataset`. */
export const refList = (refs: readonly RefName[]): RawBuilder<unknown> =>
  sql`SELECT layer, dataset FROM json_to_recordset(${jsonText(refs)}::json) AS named(layer text, dataset text)`;
