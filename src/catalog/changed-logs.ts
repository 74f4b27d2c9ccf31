import { sql } from 'kysely';
import type { Layer } from '../records/layers.ts';
import type { Catalog } from './catalog.ts';

/** The logs that may have grown, and the cursor for the next time. */
export interface ChangedLogs {
  readonly subjects: readonly { readonly layer: Layer; readonly subject: string }[];
  readonly cursor: string;
  /** All logs that the catalog knows are here. */
  readonly complete: boolean;
}

/**
 * The logs that may have grown since the cursor: all of them without one, or when it is of another database or
 * server, or of a time before a backup was restored. A cursor is the oldest transaction that was still open when
 * it was made, so what is committed late is not missed; some logs may come once more than they need.
 */
export async function changedLogs(catalog: Catalog, cursor = ''): Promise<ChangedLogs> {
  const [, lastEpoch, lastHorizon] = /^(.+)@(\d{1,19})$/.exec(cursor) ?? [];
  return await catalog.run(async (db) => {
    // The horizon before the rows: what is committed between the two is told twice, not never.
    const { rows } = await sql<{ epoch: string; horizon: string; ahead: string }>`
      SELECT concat_ws('-', dlake.server_epoch(), (SELECT value FROM dlake.settings WHERE key = 'generation')) AS epoch,
        pg_snapshot_xmin(pg_current_snapshot())::text AS horizon,
        pg_snapshot_xmax(pg_current_snapshot())::text AS ahead`.execute(db);
    const { epoch, horizon, ahead } = rows[0]!;
    const since = lastEpoch === epoch && BigInt(lastHorizon!) <= BigInt(ahead) ? lastHorizon : undefined;
    const subjects = await db
      .selectFrom('dlake.logs')
      .select(['layer', 'subject'])
      .where('seq', '>', 0)
      .$if(since !== undefined, (query) => query.where('changed', '>=', sql<string>`${since}::text::xid8`))
      .execute();
    return { subjects, cursor: `${epoch}@${horizon}`, complete: since === undefined };
  });
}
