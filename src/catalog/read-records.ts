import type { CommitId, ManifestId } from '../records/ids.ts';
import { hexOf } from '../records/ids.ts';
import type { Catalog } from './catalog.ts';
import { digestsOf, hexOfDigest } from './digest.ts';

/**
 * The bytes of those commits and manifest pages that the catalog has. They are as the database holds them:
 * whoever reads them checks them against their ids.
 */
export async function readRecords<Id extends CommitId | ManifestId>(
  catalog: Catalog,
  ids: readonly Id[],
): Promise<Map<Id, Uint8Array>> {
  if (ids.length === 0) return new Map();
  const rows = await catalog.run((db) =>
    db
      .selectFrom('dlake.commits')
      .select(['id', 'record'])
      .where('id', '=', (eb) => eb.fn.any(digestsOf(ids)))
      .unionAll(
        db
          .selectFrom('dlake.manifest_pages')
          .select(['id', 'page as record'])
          .where('id', '=', (eb) => eb.fn.any(digestsOf(ids))),
      )
      .execute(),
  );
  const records = new Map(rows.map((row) => [hexOfDigest(row.id), row.record]));
  return new Map(
    ids.flatMap((id) => {
      const bytes = records.get(hexOf(id));
      return bytes === undefined ? [] : [[id, bytes] as const];
    }),
  );
}
