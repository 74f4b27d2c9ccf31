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
    const rows = slice.map((commit) => commitRow(commit, keys.get(commit.id) ?? 0));
    await sql`
      SELECT dlake.add_commits(${jsonText(rows)}::json, ${jsonText(edges(slice, 'parents'))}::json,
        ${jsonText(edges(slice, 'inputs'))}::json)`.execute(db);
  }
}

const edges = (commits: readonly CommitToApply[], kind: 'parents' | 'inputs') =>
  commits.flatMap(({ id, commit }) =>
    (commit[kind] ?? []).map((other, position) => [hexOf(id), position, hexOf(other)]),
  );
