import type { ObjectId } from '../../records/ids.ts';
import type { Layer } from '../../records/layers.ts';
import type { AdoptOptions, ReadObject } from '../contract.ts';
import { inFlight } from '../in-flight.ts';
import { copyFile } from './copy-file.ts';
import { missingObjects } from './missing-objects.ts';
import { readObjects } from './read-objects.ts';
import type { S3Context } from './store-context.ts';
import type { ObjectPlace, StoredFile, Upload } from './store-index.ts';

/** Ids that are dealt with at once: twice what a pack may hold, so that a pack is seen whole. */
const SLICE = 131_072;
const COPIES = 8;

/** What is done with what comes from another layer. */
export interface Adopting {
  readonly signal: AbortSignal;
  check(): void;
  /** Takes a file that the server has copied. */
  confirm(upload: Upload): Promise<void>;
  /** Takes an object that goes into another pack. */
  take(object: ReadObject): Promise<void>;
  readonly onCopied: AdoptOptions['onCopied'];
  readonly withdrawn: AdoptOptions['withdrawn'];
}

/**
 * Takes objects from another layer: the server copies large blobs, and packs of which at least half the bytes are
 * wanted and none is withdrawn; what else is wanted is read and packed anew. Returns those that are taken or held already.
 */
export async function adoptObjects(
  context: S3Context,
  layers: { readonly from: Layer; readonly to: Layer },
  ids: readonly ObjectId[],
  how: Adopting,
): Promise<ReadonlySet<ObjectId>> {
  how.check();
  const taken = new Set<ObjectId>();
  for (let begin = 0; begin < ids.length; begin += SLICE) {
    const slice = ids.slice(begin, begin + SLICE);
    const lacking = await missingObjects(context, layers.to, slice, { signal: how.signal });
    for (const id of slice) if (!lacking.has(id)) taken.add(id);
    const places = await context.index.locate(layers.from, [...lacking]);
    const loose = await copyFiles(context, layers, places, taken, how);
    for await (const batch of readObjects(context, layers.from, loose, { signal: how.signal })) {
      how.check();
      for (const object of batch) {
        if (!('bytes' in object)) continue;
        await how.take(object);
        taken.add(object.id);
        how.onCopied?.({ objects: 1, bytes: object.bytes.length });
      }
    }
  }
  return taken;
}

/** Has files copied, adds their objects to `taken`, and returns those that have to be packed anew. */
async function copyFiles(
  context: S3Context,
  { from, to }: { readonly from: Layer; readonly to: Layer },
  places: ReadonlyMap<ObjectId, ObjectPlace>,
  taken: Set<ObjectId>,
  how: Adopting,
): Promise<readonly ObjectId[]> {
  const loose: ObjectId[] = [];
  const tasks = [...wantedOfFiles(places)].map(({ file, ids, bytes }) => async () => {
    how.check();
    if (file.kind === 'pack' && bytes * 2 < file.size) return { ids, bytes, upload: undefined };
    const objects = await context.index.objects(from, file);
    if (objects.some(({ id }) => how.withdrawn?.has(id))) return { ids, bytes, upload: undefined };
    const upload = await copyFile(context.requests, from, to, file, objects, how.signal);
    if (upload !== undefined) await how.confirm(upload);
    return { ids, bytes, upload };
  });
  for await (const { ids, bytes, upload } of inFlight(tasks, COPIES)) {
    if (upload === undefined) {
      loose.push(...ids);
      continue;
    }
    for (const id of ids) taken.add(id);
    how.onCopied?.({ objects: ids.length, bytes });
  }
  return loose;
}

interface Wanted {
  readonly file: StoredFile;
  readonly ids: ObjectId[];
  bytes: number;
}

function wantedOfFiles(places: ReadonlyMap<ObjectId, ObjectPlace>): Iterable<Wanted> {
  const files = new Map<string, Wanted>();
  for (const [id, { file, length }] of places) {
    const name = `${file.kind} ${file.key}`;
    const wanted = files.get(name) ?? { file, ids: [], bytes: 0 };
    wanted.ids.push(id);
    wanted.bytes += length;
    files.set(name, wanted);
  }
  return files.values();
}
