import type { ObjectId } from '../../records/ids.ts';
import type { Layer } from '../../records/layers.ts';
import { throwIfAborted } from '../abort.ts';
import type { MissingOptions } from '../contract.ts';
import { inFlight } from '../in-flight.ts';
import { isAsSaid } from './is-as-said.ts';
import { proveFile } from './prove-file.ts';
import type { S3Context } from './store-context.ts';
import type { FileFact, ObjectPlace, StoredFile } from './store-index.ts';

/** Ids that are looked up at once. */
const BATCH = 32_768;
const PROOFS = 8;

/**
 * Those of these ids that a layer does not hold. Before an object counts that somebody else placed and nobody has
 * proved, its file is proved, once; one that fails is noted as lost.
 */
export async function missingObjects(
  context: S3Context,
  layer: Layer,
  ids: Iterable<ObjectId>,
  options: MissingOptions = {},
): Promise<Set<ObjectId>> {
  const { requests, index } = context;
  const missing = new Set<ObjectId>();
  for (const batch of batchesOf(ids)) {
    let asked: readonly ObjectId[] = batch;
    // What was in a lost file may be in another one.
    while (asked.length > 0) {
      throwIfAborted(options.signal);
      const places = await index.locate(layer, asked);
      for (const id of asked) {
        const place = places.get(id);
        const size = place === undefined ? undefined : options.sizeOf?.(id);
        if (place === undefined || (size !== undefined && size !== place.length)) missing.add(id);
      }
      const doubtful = byFile(places);
      if (doubtful.size === 0) break;
      const facts: FileFact[] = [];
      const proofs = [...doubtful.values()].map(({ file, ids: inFile }) => async (): Promise<FileFact> => {
        const { kind, key } = file;
        const own = options.bytesOf;
        const ownBytes = kind === 'blob' && own !== undefined ? () => own(inFile[0] as ObjectId) : undefined;
        const proof = await proveFile(requests, layer, file, {
          ...(options.signal && { signal: options.signal }),
          ...(ownBytes && { ownBytes }),
        });
        if (proof === undefined) return { kind, key, lost: true };
        // That the pack is whole says nothing of what somebody else told of its contents.
        if (kind === 'pack' && !(await isAsSaid(context, layer, file, options.signal)))
          return { kind, key, lost: true };
        const { versionId, retainUntil } = proof;
        return {
          kind,
          key,
          proved: true,
          ...(versionId !== undefined && { versionId }),
          ...(retainUntil !== undefined && { retainUntil }),
        };
      });
      for await (const fact of inFlight(proofs, PROOFS)) facts.push(fact);
      await index.note(layer, facts);
      const lost = new Set(facts.filter((fact) => fact.lost).map(nameOf));
      asked = [...doubtful].flatMap(([name, file]) => (lost.has(name) ? file.ids : []));
    }
  }
  return missing;
}

interface Doubtful {
  readonly file: StoredFile;
  readonly ids: ObjectId[];
}

function byFile(places: ReadonlyMap<ObjectId, ObjectPlace>): ReadonlyMap<string, Doubtful> {
  const files = new Map<string, Doubtful>();
  for (const [id, { file }] of places) {
    if (file.proved) continue;
    const found = files.get(nameOf(file)) ?? { file, ids: [] };
    found.ids.push(id);
    files.set(nameOf(file), found);
  }
  return files;
}

const nameOf = ({ kind, key }: { readonly kind: string; readonly key: string }) => `${kind} ${key}`;

function* batchesOf(ids: Iterable<ObjectId>): Iterable<readonly ObjectId[]> {
  let batch = new Set<ObjectId>();
  for (const id of ids) {
    batch.add(id);
    if (batch.size < BATCH) continue;
    yield [...batch];
    batch = new Set();
  }
  if (batch.size > 0) yield [...batch];
}
