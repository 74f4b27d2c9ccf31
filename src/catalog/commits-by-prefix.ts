import { type CommitId, commitId } from '../records/ids.ts';
import type { Catalog } from './catalog.ts';
import { hexOfDigest } from './digest.ts';

/** The commits whose digest begins with these hex digits, in order, at most `limit`. */
export async function commitsByPrefix(catalog: Catalog, hex: string, limit: number): Promise<CommitId[]> {
  const rows = await catalog.run((db) =>
    db
      .selectFrom('dlake.commits')
      .select('id')
      .where('id', '>=', Buffer.from(hex.padEnd(64, '0'), 'hex'))
      .where('id', '<=', Buffer.from(hex.padEnd(64, 'f'), 'hex'))
      .orderBy('id')
      .limit(limit)
      .execute(),
  );
  return rows.map((row) => commitId(hexOfDigest(row.id)));
}
