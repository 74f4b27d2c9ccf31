import type { ObjectId } from '../../records/ids.ts';
import type { Layer } from '../../records/layers.ts';
import { throwIfAborted } from '../abort.ts';
import type { ProveOptions, Unproved } from '../contract.ts';
import { inFlight } from '../in-flight.ts';
import { headFile } from './head-file.ts';
import { isAsLocated } from './is-as-located.ts';
import { packTable } from './pack-contents.ts';
import { type ProofOptions, proveFile, sha256OfFile } from './prove-file.ts';
import type { ProvedFile } from './still-there.ts';
import type { S3Context } from './store-context.ts';
import type { ObjectPlace, PackedObject, StoredFile } from './store-index.ts';

/** Ids that are looked up at once. */
const SLICE = 16_384;
const FILES = 8;

interface ToProve {
  readonly file: StoredFile;
  readonly ids: ObjectId[];
}

/**
 * Proves the files that hold these objects, each once, as `Store.prove` says: by the version that was recorded, by the
 * one that whoever knows none is given, and a pack by its own index too.
 */
export async function proveObjects(
  context: S3Context,
  layer: Layer,
  ids: readonly ObjectId[],
  options: ProveOptions & { readonly onProved?: (file: ProvedFile) => void },
): Promise<ReadonlyMap<ObjectId, Unproved>> {
  const unproved = new Map<ObjectId, Unproved>();
  for (let begin = 0; begin < ids.length; begin += SLICE) {
    throwIfAborted(options.signal);
    const slice = ids.slice(begin, begin + SLICE);
    const places = await context.index.locate(layer, slice);
    const files = new Map<string, ToProve>();
    for (const id of slice) {
      const file = places.get(id)?.file;
      if (file === undefined) {
        unproved.set(id, 'missing');
        continue;
      }
      const name = `${file.kind} ${file.key}`;
      const known = files.get(name) ?? { file, ids: [] };
      known.ids.push(id);
      files.set(name, known);
    }
    const proofs = [...files.values()].map((one) => async () => ({
      one,
      problem: await problemOf(context, layer, one, { ...options, places }),
    }));
    for await (const { one, problem } of inFlight(proofs, FILES)) {
      if (problem === undefined) options.onProved?.(one);
      else for (const id of one.ids) unproved.set(id, problem);
    }
  }
  return unproved;
}

async function problemOf(
  context: S3Context,
  layer: Layer,
  { file, ids }: ToProve,
  { places, level, bytesOf, signal }: ProveOptions & { readonly places: ReadonlyMap<ObjectId, ObjectPlace> },
): Promise<Unproved | undefined> {
  const { requests } = context;
  const { versionId: recorded, ...newest } = file;
  const current = await headFile(requests, layer, { kind: file.kind, key: file.key }, signal);
  if (typeof current === 'string') return current === 'hidden' ? 'hidden' : 'missing';
  const [id] = ids as [ObjectId];
  const how: ProofOptions = {
    ...(signal && { signal }),
    ...(file.kind === 'blob' && bytesOf && { ownBytes: () => bytesOf(id) }),
  };
  const isOther = recorded !== undefined && current.versionId !== recorded;
  if (isOther && typeof (await headFile(requests, layer, file, signal)) === 'string') return 'missing';
  const ofRecorded = isOther ? how : { ...how, head: current };
  if ((await proveFile(requests, layer, file, ofRecorded)) === undefined) return 'damaged';
  // What was put over it is what everybody gets who asks by its key.
  if (isOther && (await proveFile(requests, layer, newest, how)) === undefined) return 'hidden';
  if (level === 'full' && (await sha256OfFile(requests, layer, file, signal)) !== file.key) return 'damaged';
  if (file.kind === 'blob') return undefined;
  const table = await packTable(requests, layer, file, signal);
  return table !== undefined && isAsLocated(table, located(ids, places)) ? undefined : 'damaged';
}

function* located(
  ids: readonly ObjectId[],
  places: ReadonlyMap<ObjectId, ObjectPlace>,
): Iterable<PackedObject> {
  for (const id of ids) {
    const place = places.get(id);
    if (place !== undefined) yield { id, offset: place.offset, length: place.length };
  }
}
