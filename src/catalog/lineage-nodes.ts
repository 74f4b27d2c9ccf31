import { sql } from 'kysely';
import { type CommitId, commitId } from '../records/ids.ts';
import type { Layer } from '../records/layers.ts';
import type { Catalog } from './catalog.ts';
import { digestsOf, hexOfDigest } from './digest.ts';
import { utc } from './utc.ts';

/** What lineage tells of a commit. */
export interface LineageNode {
  readonly commit: CommitId;
  /** SOURCE/EXTERNAL_ID */
  readonly dataset: string;
  readonly layer: Layer;
  readonly action: string;
  readonly version: string;
  readonly name: string;
  readonly committedAt: string;
  readonly files: number;
  readonly bytes: number;
}

/** Commits that are asked for in one statement. */
const AT_ONCE = 10_000;

/** Those of these commits that are here, in no order. */
export async function lineageNodes(
  catalog: Catalog,
  ids: readonly CommitId[],
): Promise<readonly LineageNode[]> {
  const nodes: LineageNode[] = [];
  for (let at = 0; at < ids.length; at += AT_ONCE) {
    const some = ids.slice(at, at + AT_ONCE);
    const rows = await catalog.run((db) =>
      db
        .selectFrom('dlake.commits')
        .select(['id', 'dataset', 'layer', 'action', 'version', 'name', 'files', 'bytes'])
        .select(utc(sql.ref('committed_at')).as('committedAt'))
        .where('id', '=', (eb) => eb.fn.any(digestsOf(some)))
        .execute(),
    );
    for (const { id, ...facts } of rows) nodes.push({ commit: commitId(hexOfDigest(id)), ...facts });
  }
  return nodes;
}
