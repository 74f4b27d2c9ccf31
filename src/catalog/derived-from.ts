import { type CommitId, commitId } from '../records/ids.ts';
import type { Catalog } from './catalog.ts';
import { digestOf, hexOfDigest } from './digest.ts';

/** The commits that have this one as an input or a parent, each once, in the order of their ids. */
export async function derivedFrom(catalog: Catalog, commit: CommitId): Promise<CommitId[]> {
  const id = digestOf(commit);
  const rows = await catalog.run((db) =>
    db
      .selectFrom('dlake.commit_inputs')
      .select('commit_id')
      .where('input_id', '=', id)
      .union(db.selectFrom('dlake.commit_parents').select('commit_id').where('parent_id', '=', id))
      .orderBy('commit_id')
      .execute(),
  );
  return rows.map((row) => commitId(hexOfDigest(row.commit_id)));
}
