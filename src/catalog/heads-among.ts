import { type CommitId, commitId } from '../records/ids.ts';
import type { Catalog } from './catalog.ts';
import { digestsOf, hexOfDigest } from './digest.ts';

/** Commits that are asked for in one statement. */
const AT_ONCE = 10_000;

/** Those of these commits that a ref names now. */
export async function headsAmong(catalog: Catalog, ids: readonly CommitId[]): Promise<ReadonlySet<CommitId>> {
  const heads = new Set<CommitId>();
  for (let at = 0; at < ids.length; at += AT_ONCE) {
    const some = ids.slice(at, at + AT_ONCE);
    const rows = await catalog.run((db) =>
      db
        .selectFrom('dlake.refs')
        .select('head')
        .where('head', '=', (eb) => eb.fn.any(digestsOf(some)))
        .execute(),
    );
    for (const { head } of rows) if (head !== null) heads.add(commitId(hexOfDigest(head)));
  }
  return heads;
}
