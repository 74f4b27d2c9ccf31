import { isBlobId, type ObjectId } from '../../records/ids.ts';
import type { Layer } from '../../records/layers.ts';
import type { CallOptions, Logs, SessionOptions, Store } from '../../store/contract.ts';
import { centralSession } from './central-session.ts';
import type { RecordReader } from './record-reader.ts';
import { unstoredEntry } from './unstored-entry.ts';

/** The store of a central lake: bytes from its buckets, records from the catalog where it has them. */
export function centralStore(buckets: Store, logs: Logs, records: RecordReader): Store {
  const read = async (layer: Layer, id: ObjectId, options?: CallOptions) => {
    const known = isBlobId(id) ? undefined : await records.read(id);
    return known ?? buckets.read(layer, id, options);
  };
  return {
    logs,
    ...(buckets.freeing && { freeing: buckets.freeing }),
    session: async (layer: Layer, options?: SessionOptions) =>
      centralSession(await buckets.session(layer, options), records),
    read,
    readMany: async function* (layer, ids, options) {
      const found = new Set<ObjectId>();
      for await (const batch of records.readMany(ids)) {
        for (const { id } of batch) found.add(id);
        if (batch.length > 0) yield batch;
      }
      const rest = ids.filter((id) => !found.has(id));
      if (rest.length > 0) yield* buckets.readMany(layer, rest, options);
    },
    get: (layer, id, options) => buckets.get(layer, id, options),
    missing: (layer, ids, options) => buckets.missing(layer, ids, options),
    sizes: (layer, ids, options) => buckets.sizes(layer, ids, options),
    withPrefix: (layer, hex, limit) => buckets.withPrefix(layer, hex, limit),
    materialise: (layer, root, files, options) => buckets.materialise(layer, root, files, options),
    verify: (layer, ids, options) => buckets.verify(layer, ids, options),
    prove: (layer, ids, options) => buckets.prove(layer, ids, options),
    check: async function* (layer, options) {
      yield* buckets.check(layer, options);
      if (logs === buckets.logs) return;
      for await (const subject of logs.subjects(layer, '')) {
        const head = await logs.head(layer, subject);
        const forged = head && (await unstoredEntry(buckets.logs, layer, subject, head));
        if (forged !== undefined) yield forged.data;
      }
    },
    close: () => buckets.close(),
  };
}
