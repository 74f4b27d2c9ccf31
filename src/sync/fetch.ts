import type { Lake } from '../lake/lake.ts';
import type { RefHead } from '../lake/ref-head.ts';
import { refHeads } from '../lake/ref-heads.ts';
import { LAYERS } from '../records/layers.ts';
import { refOfSubject } from '../records/parse-ref.ts';
import { type Ref, refText } from '../records/ref.ts';
import type { CallOptions } from '../store/contract.ts';
import { copyNotes } from './copy-notes.ts';
import { copyTags, type TagConflict } from './copy-tags.ts';
import { copyWithdrawals, type HeardWithdrawals } from './copy-withdrawals.ts';
import { fetchRefs } from './fetch-refs.ts';
import type { SyncedRef } from './synced-ref.ts';

/** Refs that are made durable together. */
const REFS_AT_ONCE = 2000;

/** How far a fetch is. */
export interface FetchProgress {
  readonly objects: number;
  readonly bytes: number;
}

export interface FetchOptions extends CallOptions {
  readonly actor: string;
  readonly dryRun?: boolean;
  readonly onProgress?: (done: FetchProgress) => void;
}

/** What a fetch came to. */
export interface Fetched {
  readonly refs: readonly SyncedRef[];
  readonly objectsReceived: number;
  readonly bytesReceived: number;
  readonly tags: readonly TagConflict[];
  /** What this lake heard of that is withdrawn there; absent where there was nothing new. */
  readonly withdrawn?: HeardWithdrawals;
}

/**
 * Brings the commits of another lake and where its refs stand, all or these. No files come, and no ref of this lake
 * moves. Everything is hashed and decoded before it counts; a ref that lies is rejected by name, the rest goes on.
 */
export async function fetch(
  local: Lake,
  remote: { readonly name: string; readonly lake: Lake },
  refs: readonly Ref[] | undefined,
  options: FetchOptions,
): Promise<Fetched> {
  const synced: SyncedRef[] = [];
  const total = { objects: 0, bytes: 0 };
  const reject = (ref: Ref, reason: string) =>
    synced.push({ ref: refText(ref), from: undefined, to: undefined, result: 'rejected', reason });
  const wanted = refs ?? (await refsWithNews(remote.lake, undefined)).refs;
  for await (const heads of joined(refHeads(remote.lake, wanted, reject))) {
    for (const layer of LAYERS) {
      options.signal?.throwIfAborted();
      const ofLayer = heads.filter(({ ref }) => ref.layer === layer);
      if (ofLayer.length === 0) continue;
      const got = await fetchRefs(local, remote, layer, ofLayer, options);
      synced.push(...got.refs);
      total.objects += got.objects;
      total.bytes += got.bytes;
      options.onProgress?.({ ...total });
    }
  }
  if (!options.dryRun) await copyNotes(remote.lake, local, wanted, options.actor);
  const tags = options.dryRun ? [] : await copyTags(remote.lake, local, options.actor);
  const heard = options.dryRun ? undefined : await copyWithdrawals(remote.lake, local, options.actor);
  const { objects: objectsReceived, bytes: bytesReceived } = total;
  return { refs: synced, objectsReceived, bytesReceived, tags, ...(heard && { withdrawn: heard }) };
}

/** Joins batches of refs: what is made durable together is as cheap for many as for few. */
async function* joined(batches: AsyncIterable<readonly RefHead[]>): AsyncIterable<readonly RefHead[]> {
  let waiting: RefHead[] = [];
  for await (const heads of batches) {
    waiting.push(...heads);
    if (waiting.length < REFS_AT_ONCE) continue;
    yield waiting;
    waiting = [];
  }
  if (waiting.length > 0) yield waiting;
}

/** The refs whose logs may have grown since the cursor of the last time, or all of them, and the next cursor. */
export async function refsWithNews(
  remote: Lake,
  cursor: string | undefined,
): Promise<{ readonly refs: readonly Ref[]; readonly cursor: string }> {
  const changes = await remote.store.logs.changes(cursor);
  const refs = changes.subjects.flatMap(({ layer, subject }) => refOfSubject(layer, subject) ?? []);
  return { refs, cursor: changes.cursor };
}
