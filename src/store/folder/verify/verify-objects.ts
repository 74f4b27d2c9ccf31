import { basename } from 'node:path';
import { blobId, hexOf, isBlobId, manifestId, type ObjectId } from '../../../records/ids.ts';
import type { Layer } from '../../../records/layers.ts';
import { throwIfAborted } from '../../abort.ts';
import type { CallOptions, VerifyRow } from '../../contract.ts';
import { inFlight } from '../../in-flight.ts';
import type { LayerIndex } from '../layer-index.ts';
import type { Layout } from '../layout.ts';
import { Lookahead } from '../lookahead.ts';
import { RAW_CODEC, RECORD_CODEC } from '../pack-cache/wanted.ts';
import type { StoreContext } from '../store-context.ts';
import { withThreads } from '../workers/with-threads.ts';
import type { Threads } from '../workers/worker-messages.ts';
import { NOTHING_VERIFIED as NOTHING, type VerifyResults } from './verify-messages.ts';
import { tasksOfIds, tasksOfLayer, type VerifyTask } from './verify-tasks.ts';

/** So few bytes are hashed by this thread: starting others would take longer. */
const INLINE_TASKS = 64;
const INLINE_BYTES = 8 * 1024 * 1024;

/** Hashes the objects of a layer where they lie, in parallel. */
export async function* verifyObjects(
  context: StoreContext,
  layer: Layer,
  ids: Iterable<ObjectId> | 'all',
  options: CallOptions,
): AsyncIterable<VerifyRow> {
  throwIfAborted(options.signal);
  const index = context.index(layer);
  index.refresh('unproved');
  const tasks = ids === 'all' ? tasksOfLayer(index) : tasksOfIds(index, ids);
  const source = new Lookahead(tasks);
  const count = source.fits(INLINE_TASKS, INLINE_BYTES) ? 0 : undefined;
  if (ids !== 'all') {
    for (const [key, reason] of index.packs.broken)
      yield { kind: 'broken', where: `${layer}/packs/${key.slice(0, 2)}/${key}`, reason };
  }
  const total = { objects: 0, bytes: 0 };
  const results = withThreads(context, layer, count, options.signal, (threads) =>
    inFlight(started(source.all(), threads, options.signal), threads.size * 2),
  );
  const bad = new Set<string>();
  try {
    for await (const done of results) {
      total.objects += done.objects;
      total.bytes += done.bytes;
      for (const { path } of done.broken ? [...done.damaged, done.broken] : done.damaged) bad.add(path);
      yield* rowsOf(done, context.layout);
      yield { kind: 'progress', ...total };
    }
  } finally {
    if (bad.size > 0) remember(index, bad);
  }
}

/** Sees to it that what is damaged counts as held no more: whoever has the good bytes can store them again. */
function remember(index: LayerIndex, paths: Iterable<string>): void {
  const [packs, blobs]: [string[], string[]] = [[], []];
  for (const path of paths) {
    const key = basename(path);
    (path === index.blobPath(key) ? blobs : packs).push(key);
  }
  index.packs.suspect(packs);
  if (blobs.length > 0) index.noteDamaged(blobs);
}

function* started(
  tasks: Iterable<VerifyTask>,
  threads: Threads,
  signal: AbortSignal | undefined,
): Iterable<() => Promise<VerifyResults>> {
  for (const task of tasks) {
    throwIfAborted(signal);
    if (task.kind === 'missing')
      yield async () => ({ ...NOTHING, gone: [{ key: hexOf(task.id), codec: codecOf(task.id) }] });
    else if (task.kind === 'verify-pack') yield () => threads.run(task.kind, task.request, task.size);
    else yield () => threads.run(task.kind, task.request, task.size);
  }
}

function* rowsOf(done: VerifyResults, layout: Layout): Iterable<VerifyRow> {
  if (done.broken)
    yield { kind: 'broken', where: layout.keyOf(done.broken.path), reason: done.broken.reason };
  for (const { key, codec, found, path } of done.damaged) {
    yield { kind: 'damaged', id: idOf(key, codec), found, where: layout.keyOf(path) };
  }
  for (const { key, codec } of done.gone) yield { kind: 'missing', id: idOf(key, codec) };
}

const idOf = (key: string, codec: number): ObjectId => (codec === RAW_CODEC ? blobId(key) : manifestId(key));

const codecOf = (id: ObjectId): number => (isBlobId(id) ? RAW_CODEC : RECORD_CODEC);
