import { DlakeError } from '../errors.ts';
import type { ObjectId } from '../records/ids.ts';
import { isBlobId } from '../records/ids.ts';
import type { Store } from './contract.ts';
import { withdrawnSession } from './withdrawn-session.ts';

/**
 * A store that hands out and takes nothing that is withdrawn, whether its bytes are erased yet or not. Records are never
 * withdrawn: whoever asks for one asks for nothing more.
 */
export function withdrawnStore(
  store: Store,
  withdrawn: () => Promise<ReadonlySet<ObjectId>>,
): Store & { readonly withdrawn: () => Promise<ReadonlySet<ObjectId>> } {
  const refuse = async (id: ObjectId) => {
    if (isBlobId(id) && (await withdrawn()).has(id)) throw new DlakeError('withdrawn', { id });
  };
  const allowed = async <Id extends ObjectId>(ids: Iterable<Id>): Promise<readonly Id[]> => {
    const all = [...ids];
    if (!all.some(isBlobId)) return all;
    const gone = await withdrawn();
    return gone.size === 0 ? all : all.filter((id) => !gone.has(id));
  };
  return {
    logs: store.logs,
    ...(store.freeing && { freeing: store.freeing }),
    ...(store.references && { references: store.references }),
    withdrawn,
    session: async (layer, options) =>
      withdrawnSession(await store.session(layer, options), await withdrawn()),
    get: async (layer, id, options) => {
      await refuse(id);
      return store.get(layer, id, options);
    },
    read: async (layer, id, options) => {
      await refuse(id);
      return store.read(layer, id, options);
    },
    readMany: async function* (layer, ids, options) {
      yield* store.readMany(layer, await allowed(ids), options);
    },
    missing: async (layer, ids, options) => store.missing(layer, await allowed(ids), options),
    sizes: async (layer, ids, options) => store.sizes(layer, await allowed(ids), options),
    withPrefix: (layer, hex, limit) => store.withPrefix(layer, hex, limit),
    materialise: async function* (layer, root, files, options) {
      const gone = await withdrawn();
      if (gone.size === 0) return yield* store.materialise(layer, root, files, options);
      const all = [...files];
      const refused = all.filter(({ blob }) => gone.has(blob));
      if (refused.length > 0) yield refused.map(({ index }) => ({ index, result: 'withdrawn' as const }));
      const rest = all.filter(({ blob }) => !gone.has(blob));
      yield* store.materialise(layer, root, rest, options);
    },
    verify: async function* (layer, ids, options) {
      yield* store.verify(layer, ids === 'all' ? ids : await allowed(ids), options);
    },
    prove: async (layer, ids, options) => store.prove(layer, await allowed(ids), options),
    check: (layer, options) => store.check(layer, options),
    close: () => store.close(),
  };
}
