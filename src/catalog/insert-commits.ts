import { type Kysely, sql } from 'kysely';
import { hexOf } from '../records/ids.ts';
import type { CommitToApply } from './batch.ts';
import { commitRow } from './commit-row.ts';
import { jsonText } from './json-text.ts';
import type { Tables } from './schema/tables.ts';
import { slices } from './slices.ts';
import { sortKeys } from './sort-keys.ts';

/** Inserts commits with their parents and inputs; commits that are there stay. */
export async function insertCommits(db: Kysely<Tables>, commits: readonly CommitToApply[]): Promise<void> {
  if (commits.length === 0) return;
  const keys = await sortKeys(db, commits);
  for (const slice of slices(commits, ({ bytes }) => 4 * bytes.length + 500)) {
    await insertRows(db, slice, keys);
    await insertEdges(db, 'parent', slice);
    await insertEdges(db, 'input', slice);
  }
}

async function insertRows(
  db: Kysely<Tables>,
  commits: readonly CommitToApply[],
  keys: ReadonlyMap<string, number>,
): Promise<void> {
  const rows = jsonText(commits.map((commit) => commitRow(commit, keys.get(commit.id) ?? 0)));
  await sql`
    WITH rows AS (
      SELECT * FROM json_to_recordset(${rows}::json) AS r(
        id text, record text, sort_ms bigint, layer text, dataset text, version text, date text, action text,
        name text, author text, committed_at timestamptz, message text, keywords text[], metadata jsonb,
        files bigint, bytes bigint, manifest text)
    ), named AS (
      INSERT INTO dlake.datasets (dataset) SELECT DISTINCT dataset FROM rows ON CONFLICT DO NOTHING
    )
    INSERT INTO dlake.commits (id, record, sort_ms, layer, dataset, version, date, action, name, author,
      committed_at, message, keywords, metadata, files, bytes, manifest)
    SELECT decode(id, 'hex'), decode(record, 'base64'), sort_ms, layer, dataset, version, date, action, name,
      author, committed_at, message, keywords, metadata, files, bytes, decode(manifest, 'hex')
    FROM rows
    WHERE NOT EXISTS (SELECT FROM dlake.commits known WHERE known.id = decode(rows.id, 'hex'))
    ON CONFLICT DO NOTHING`.execute(db);
}

async function insertEdges(
  db: Kysely<Tables>,
  edge: 'parent' | 'input',
  commits: readonly CommitToApply[],
): Promise<void> {
  const edges = commits.flatMap(({ id, commit }) =>
    ((edge === 'parent' ? commit.parents : commit.inputs) ?? []).map((other, position) => [
      hexOf(id),
      position,
      hexOf(other),
    ]),
  );
  if (edges.length === 0) return;
  await sql`
    INSERT INTO ${sql.table(`dlake.commit_${edge}s`)} (commit_id, position, ${sql.ref(`${edge}_id`)})
    SELECT decode(edge->>0, 'hex'), (edge->>1)::integer, decode(edge->>2, 'hex')
    FROM json_array_elements(${jsonText(edges)}::json) AS edge
    ON CONFLICT DO NOTHING`.execute(db);
}
