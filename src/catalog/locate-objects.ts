import { sql } from 'kysely';
import type { ObjectId } from '../records/ids.ts';
import type { Layer } from '../records/layers.ts';
import type { Catalog } from './catalog.ts';
import { type CatalogFile, catalogFile, type FileRow } from './catalog-file.ts';
import { idBytes } from './id-bytes.ts';
import { interval, LEASE } from './lease.ts';
import { utc } from './utc.ts';

/** Where an object lies: in a file, from a byte on. */
export interface LocatedObject {
  readonly id: ObjectId;
  readonly file: CatalogFile;
  readonly offset: number;
  readonly length: number;
}

/** Ids that go into one statement. */
const AT_ONCE = 50_000;

/**
 * Those of these objects that the layer has, each once, in no order. What is being deleted or known to be lost
 * is left out. Their files stay for `lease` milliseconds more, quarantined ones are revived; with a lease of 0
 * nothing is written.
 */
export async function locateObjects(
  catalog: Catalog,
  layer: Layer,
  ids: readonly ObjectId[],
  { lease = LEASE }: { readonly lease?: number | undefined } = {},
): Promise<LocatedObject[]> {
  const located: LocatedObject[] = [];
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    const some = ids.slice(from, from + AT_ONCE);
    const { rows } = await catalog.run((db) =>
      sql<FileRow & { objects: readonly (readonly [n: number, start: number, length: number])[] }>`
        SELECT kind, key, size, version_id, ${utc(sql.ref('retain_until'))} AS retain_until, proved, objects
        FROM dlake.locate_objects(${layer}, ${idBytes(some)}, ${interval(lease)})`.execute(db),
    );
    for (const row of rows) {
      const file = catalogFile(row);
      for (const [n, offset, length] of row.objects) located.push({ id: some[n]!, file, offset, length });
    }
  }
  return located;
}
