import { sql } from 'kysely';
import { type CommitId, commitId } from '../records/ids.ts';
import type { Catalog } from './catalog.ts';
import { digestOf, hexOfDigest } from './digest.ts';

/**
 * The bytes of a commit and of those before it over first parents, at most `limit`, newest first; empty when the
 * catalog does not have it. The caller checks that bytes are those of their ids.
 */
export async function readAncestors(
  catalog: Catalog,
  id: CommitId,
  limit: number,
): Promise<readonly (readonly [CommitId, Uint8Array])[]> {
  const { rows } = await catalog.run((db) =>
    sql<{ id: Uint8Array; record: Uint8Array }>`
      WITH RECURSIVE line(id, record, depth) AS (
        SELECT id, record, 1 FROM dlake.commits WHERE id = ${digestOf(id)}
        UNION ALL
        SELECT c.id, c.record, line.depth + 1
        FROM line
        JOIN dlake.commit_parents p ON p.commit_id = line.id AND p.position = 0
        JOIN dlake.commits c ON c.id = p.parent_id
        WHERE line.depth < ${limit}
      )
      SELECT id, record FROM line ORDER BY depth`.execute(db),
  );
  return rows.map((row) => [commitId(hexOfDigest(row.id)), row.record] as const);
}
