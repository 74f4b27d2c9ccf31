import type { FileLake, Lake } from '../lake/lake.ts';
import type { FileToWrite, Store } from '../store/contract.ts';

/**
 * A lake whose records are kept here and whose files are at a remote, which is not opened before a file is wanted
 * from it. What is hashed is hashed here.
 */
export function lockedLake(records: Store, remote: () => Promise<Lake>): FileLake {
  return {
    store: {
      logs: records.logs,
      read: async (layer, id, options) =>
        (await records.read(layer, id, options)) ?? (await remote()).store.read(layer, id, options),
      session: (layer, options) => records.session(layer, options),
      sizes: async (layer, ids, options) =>
        ids.length === 0 ? new Map() : (await remote()).store.sizes(layer, ids, options),
      materialise: async function* (layer, root, files, options) {
        const rest = files[Symbol.iterator]();
        const first = rest.next();
        if (first.done === true) return;
        const { store } = await remote();
        yield* store.materialise(layer, root, joined(first.value, rest), options);
      },
    },
  };
}

function* joined(first: FileToWrite, rest: Iterator<FileToWrite>): Iterable<FileToWrite> {
  yield first;
  for (let next = rest.next(); next.done !== true; next = rest.next()) yield next.value;
}
