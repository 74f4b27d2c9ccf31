import { sql } from 'kysely';
import { type CommitId, commitId } from '../records/ids.ts';
import type { Layer } from '../records/layers.ts';
import type { Catalog } from './catalog.ts';
import { digestsIn } from './digests-in.ts';

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
  /** Set by who asks the logs: the version, or a file of it, is not to be used any more. */
  readonly retracted?: true;
}

/** Commits that are asked for in one statement. */
const AT_ONCE = 20_000;

// No text of a line has them.
const FIELD = '\u001f';
const ROW = '\u001e';

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
        SELECT string_agg(concat_ws(${FIELD}, encode(c.id, 'hex'), c.dataset, c.layer, c.action, c.version, c.name,
          (date_part('epoch', c.committed_at) * 1000)::bigint, c.files, c.bytes), ${ROW}) AS found
        FROM ${digestsIn(some)} wanted(id) JOIN dlake.commits c ON c.id = wanted.id`.execute(db),
    );
    for (const row of (rows[0]?.found ?? '').split(ROW)) {
      const [hex = '', dataset = '', layer, action = '', version = '', name = '', at, files, bytes] =
        row.split(FIELD);
      if (hex === '') continue;
      nodes.push({
        commit: commitId(hex),
        dataset,
        layer: layer as Layer,
        action,
        version,
        name,
        committedAt: new Date(Number(at)).toISOString(),
        files: Number(files),
        bytes: Number(bytes),
      });
    }
  }
  return nodes;
}
