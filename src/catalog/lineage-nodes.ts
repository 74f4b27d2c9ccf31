import { sql } from 'kysely';
import { type CommitId, commitId } from '../records/ids.ts';
import type { Layer } from '../records/layers.ts';
import type { Catalog } from './catalog.ts';
import { digestsIn } from './digests-in.ts';
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
const AT_ONCE = 20_000;

type Row = [string, string, Layer, string, string, string, string, number, number];

/** Those of these commits that are here, in no order. */
export async function lineageNodes(
  catalog: Catalog,
  ids: readonly CommitId[],
): Promise<readonly LineageNode[]> {
  const nodes: LineageNode[] = [];
  for (let at = 0; at < ids.length; at += AT_ONCE) {
    const some = ids.slice(at, at + AT_ONCE);
    // One value for all of them: ten thousand rows take longer to send and to read than to find.
    const { rows } = await catalog.run((db) =>
      sql<{ found: string | null }>`
        SELECT json_agg(json_build_array(encode(c.id, 'hex'), c.dataset, c.layer, c.action, c.version, c.name,
                                         ${utc(sql.ref('c.committed_at'))}, c.files, c.bytes))::text AS found
        FROM ${digestsIn(some)} wanted(id) JOIN dlake.commits c ON c.id = wanted.id`.execute(db),
    );
    for (const row of JSON.parse(rows[0]?.found ?? '[]') as readonly Row[]) {
      const [hex, dataset, layer, action, version, name, committedAt, files, bytes] = row;
      nodes.push({ commit: commitId(hex), dataset, layer, action, version, name, committedAt, files, bytes });
    }
  }
  return nodes;
}
