import type { ObjectId } from '../../records/ids.ts';
import type { Layer } from '../../records/layers.ts';
import { throwIfAborted } from '../abort.ts';
import type { VerifyOptions, VerifyRow } from '../contract.ts';
import { inFlight } from '../in-flight.ts';
import type { S3Context } from './store-context.ts';
import type { PackedObject, StoredFile } from './store-index.ts';
import { type VerifiedFile, verifyFile } from './verify-file.ts';

/** Ids that are looked up at once. */
const SLICE = 32_768;
const FILES = 4;

type Task = () => Promise<VerifiedFile>;

/** Looks at a layer's objects, or at those of these ids, file by file. */
export async function* verifyObjects(
  context: S3Context,
  layer: Layer,
  ids: Iterable<ObjectId> | 'all',
  options: VerifyOptions,
): AsyncIterable<VerifyRow> {
  throwIfAborted(options.signal);
  const how = { level: options.level ?? 'full', ...(options.signal && { signal: options.signal }) } as const;
  let objects = 0;
  let bytes = 0;
  const tasks = ids === 'all' ? allFiles(context, layer, how) : filesOf(context, layer, ids, how);
  for await (const batch of tasks) {
    for await (const done of inFlight(batch, FILES)) {
      throwIfAborted(options.signal);
      yield* done.rows;
      objects += done.objects;
      bytes += done.bytes;
    }
    yield { kind: 'progress', objects, bytes };
  }
  if (objects === 0) yield { kind: 'progress', objects, bytes };
}

type How = Parameters<typeof verifyFile>[4];

async function* allFiles(context: S3Context, layer: Layer, how: How): AsyncIterable<readonly Task[]> {
  for await (const files of context.index.files(layer)) {
    yield files.map((file) => async () => {
      const objects = await context.index.objects(layer, file);
      return verifyFile(context.requests, layer, file, objects, how);
    });
  }
}

async function* filesOf(
  context: S3Context,
  layer: Layer,
  ids: Iterable<ObjectId>,
  how: How,
): AsyncIterable<readonly Task[]> {
  const all = [...new Set(ids)];
  for (let begin = 0; begin < all.length; begin += SLICE) {
    const slice = all.slice(begin, begin + SLICE);
    const places = await context.index.locate(layer, slice);
    const byFile = new Map<string, { readonly file: StoredFile; readonly objects: PackedObject[] }>();
    const missing: ObjectId[] = [];
    for (const id of slice) {
      const place = places.get(id);
      if (place === undefined) {
        missing.push(id);
        continue;
      }
      const { file, offset, length } = place;
      const name = `${file.kind} ${file.key}`;
      const group = byFile.get(name) ?? { file, objects: [] };
      group.objects.push({ id, offset, length });
      byFile.set(name, group);
    }
    const rows = missing.map((id) => ({ kind: 'missing', id }) as const);
    const gone: Task = async () => ({ rows, objects: rows.length, bytes: 0 });
    yield [gone, ...[...byFile.values()].map((group) => () => part(context, layer, group, how))];
  }
}

/** Only what was asked for counts, though all of a file is read. */
async function part(
  context: S3Context,
  layer: Layer,
  { file, objects }: { readonly file: StoredFile; readonly objects: readonly PackedObject[] },
  how: How,
): Promise<VerifiedFile> {
  const held = await context.index.objects(layer, file);
  const asked = new Set(objects.map(({ id }) => id));
  const { rows } = await verifyFile(context.requests, layer, file, held, how);
  const wanted = rows.filter((row) => !('id' in row) || asked.has(row.id));
  return {
    rows: wanted,
    objects: objects.length,
    bytes: objects.reduce((sum, { length }) => sum + length, 0),
  };
}
