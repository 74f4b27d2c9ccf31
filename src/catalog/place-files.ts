import { sql } from 'kysely';
import { DlakeError } from '../errors.ts';
import type { ObjectId } from '../records/ids.ts';
import type { Layer } from '../records/layers.ts';
import type { Catalog } from './catalog.ts';
import type { FileName } from './catalog-file.ts';
import { hexOfDigest } from './digest.ts';
import { idBytes } from './id-bytes.ts';
import { jsonText } from './json-text.ts';
import { interval, LEASE } from './lease.ts';

/** A file that has been stored in a layer, and what lies in it. */
export interface PlacedFile extends FileName {
  /** In bytes. */
  readonly size: number;
  readonly versionId?: string | undefined;
  /** Until when the store refuses to delete it: UTC. */
  readonly retainUntil?: string | undefined;
  /** A pack's objects; of a blob nothing need be said. */
  readonly objects: readonly {
    readonly id: ObjectId;
    readonly offset: number;
    readonly length: number;
  }[];
}

/**
 * Notes that the caller has stored these files, all or none, under a lease of `lease` milliseconds. Can be done
 * again: what is known stays as it is, but that a file which was lost or being deleted is there again. Throws
 * `store-damaged` for a file that is known with another size.
 */
export async function placeFiles(
  catalog: Catalog,
  layer: Layer,
  files: readonly PlacedFile[],
  { lease = LEASE }: { readonly lease?: number | undefined } = {},
): Promise<void> {
  if (files.length === 0) return;
  const rows = files.map(({ kind, key, size, versionId, retainUntil }) => ({
    kind,
    key,
    size,
    version_id: versionId,
    retain_until: retainUntil,
  }));
  const objects = files.flatMap(({ kind, objects }, owner) =>
    kind === 'pack' ? objects.map((object) => ({ ...object, owner })) : [],
  );
  const list = (key: 'owner' | 'offset' | 'length') => `{${objects.map((object) => object[key]).join()}}`;
  await catalog.run((db) =>
    db.transaction().execute(async (transaction) => {
      const { rows: other } = await sql<{ kind: string; key: Uint8Array; size: number }>`
        SELECT * FROM dlake.place_files(${layer}, ${jsonText(rows)}::json,
          ${idBytes(objects.map(({ id }) => id))}, ${list('owner')}, ${list('offset')}, ${list('length')},
          ${interval(lease)})`.execute(transaction);
      const [first] = other;
      if (first === undefined) return;
      const key = hexOfDigest(first.key);
      const where = `${layer}/${first.kind}s/${key.slice(0, 2)}/${key}`;
      throw new DlakeError('store-damaged', { where, reason: `it is known to have ${first.size} bytes` });
    }),
  );
}
