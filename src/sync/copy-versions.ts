import type { Lake } from '../lake/lake.ts';
import { type NamedObject, namedObjects, pageKey } from '../lake/named-objects.ts';
import type { CommitWithId } from '../lake/read-commit.ts';
import type { ManifestId, ObjectId } from '../records/ids.ts';
import type { Layer } from '../records/layers.ts';
import { decodePage, isLeaf } from '../records/page.ts';
import type { CallOptions, Session } from '../store/contract.ts';
import { addCopies, type CopyProgress, NOTHING_COPIED } from './copy-progress.ts';
import { lostObject } from './lost-object.ts';
import { type SentObjects, sendObjects } from './send-objects.ts';
import { takeFromLayers } from './take-from-layers.ts';

export interface CopyOptions extends CallOptions {
  /** The manifest of a version that the receiver has whole: what it shares with this one is not looked at. */
  readonly base?: ManifestId | undefined;
  /** Only the records: the files stay where they are. */
  readonly recordsOnly?: boolean;
  readonly onProgress?: (done: CopyProgress) => void;
  /** Files are as large as manifests say, while it only counts: whether they are there is not asked. */
  readonly asNamed?: boolean;
  /** Told, while it only counts, of each object that would be sent and its bytes. */
  readonly onLacking?: (one: NamedObject, bytes: number) => void;
}

/**
 * Copies what these versions of one layer name and the receiver lacks, they themselves among it, into a session
 * of the receiver; without a session it only counts, and the receiver may be one that has nothing yet. What the receiver has in another layer it copies by itself.
 * Every byte is hashed on the way. Throws `object-missing` and `object-damaged`.
 */
export async function copyVersions(
  from: Lake,
  to: Lake | undefined,
  session: Session | undefined,
  versions: readonly CommitWithId[],
  options: CopyOptions = {},
): Promise<CopyProgress> {
  const layer = versions[0]?.commit.layer;
  if (layer === undefined) return NOTHING_COPIED;
  session?.hold();
  const known = options.base === undefined ? new Set<string>() : await pagesOf(from, layer, options.base);
  const met = new Set<ObjectId>();
  const gone = (await from.store.withdrawn?.()) ?? new Set();
  let done = NOTHING_COPIED;
  const note = (more: CopyProgress) => {
    done = addCopies(done, more);
    options.onProgress?.(done);
  };
  const atOnce = versions.some(({ commit }) => commit.action === 'promotion')
    ? PROMOTED_AT_ONCE
    : ASKED_AT_ONCE;
  for await (const batch of joined(namedObjects(from, versions, { walked: known }), atOnce)) {
    options.signal?.throwIfAborted();
    const meant = batch.filter(
      ({ id, path }) => !gone.has(id) && (options.recordsOnly !== true || path === ''),
    );
    const lacking = await lackingOf(from, to, layer, meant, met);
    const lackingIds = lacking.map(({ id }) => id);
    const adopted = await takeFromLayers(to, session, layer, lackingIds);
    if (adopted.size > 0) note({ ...NOTHING_COPIED, copied: adopted.size });
    const wanted = lacking.filter(({ id }) => !adopted.has(id));
    const sizes = await sizesOf(from, layer, wanted, session === undefined && options.asNamed === true);
    const lost = wanted.find(({ id, problem }) => !sizes.has(id) || problem !== undefined);
    if (lost !== undefined) throw lostObject(lost);
    if (session === undefined)
      for (const one of wanted) {
        const bytes = sizes.get(one.id) ?? 0;
        options.onLacking?.(one, bytes);
        note({ ...NOTHING_COPIED, objects: 1, bytes });
      }
    else {
      const onSent = (more: SentObjects) => note({ ...NOTHING_COPIED, ...more });
      await sendObjects(from, session, layer, wanted, sizes, { ...options, onSent });
    }
  }
  return done;
}

/** So many objects are asked for at once. */
const ASKED_AT_ONCE = 4096;
/** Of what the receiver is likely to have in another layer: packs are copied whole if most of one is seen to be wanted. */
const PROMOTED_AT_ONCE = 131_072;

/** Joins batches, so that few questions are asked of a server far away. */
async function* joined(
  batches: AsyncIterable<readonly NamedObject[]>,
  atOnce: number,
): AsyncIterable<readonly NamedObject[]> {
  let waiting: NamedObject[] = [];
  for await (const batch of batches) {
    waiting.push(...batch);
    if (waiting.length < atOnce) continue;
    yield waiting;
    waiting = [];
  }
  if (waiting.length > 0) yield waiting;
}

/** How long the sender's objects are; `asNamed` believes manifests where they tell. */
async function sizesOf(
  from: Lake,
  layer: Layer,
  wanted: readonly NamedObject[],
  asNamed: boolean,
): Promise<ReadonlyMap<ObjectId, number>> {
  const named = new Map<ObjectId, number>();
  if (asNamed) for (const { id, size } of wanted) if (size !== undefined) named.set(id, size);
  const asked = wanted.flatMap(({ id }) => (named.has(id) ? [] : [id]));
  const sizes = await from.store.sizes(layer, asked);
  return named.size === 0 ? sizes : new Map([...named, ...sizes]);
}

/** So many ids are remembered: what comes again after more of them is asked for again. */
const REMEMBERED = 200_000;

/** Those that the receiver lacks, each once. */
async function lackingOf(
  from: Lake,
  to: Lake | undefined,
  layer: Layer,
  batch: readonly NamedObject[],
  met: Set<ObjectId>,
): Promise<readonly NamedObject[]> {
  if (met.size > REMEMBERED) met.clear();
  const fresh = batch.filter(({ id }) => {
    const isFresh = !met.has(id);
    met.add(id);
    return isFresh;
  });
  if (to === undefined) return fresh;
  const missing = await to.store.missing(
    layer,
    fresh.map(({ id }) => id),
    { bytesOf: (id) => from.store.get(layer, id) },
  );
  return fresh.filter(({ id }) => missing.has(id));
}

/** The pages of a manifest, as `namedObjects` marks them; none when it is not here. */
async function pagesOf(lake: Lake, layer: Layer, root: ManifestId): Promise<Set<string>> {
  const pages = new Set<string>();
  const waiting = [root];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const bytes = await lake.store.read(layer, id);
    if (bytes === undefined) return new Set();
    pages.add(pageKey(layer, id));
    const page = decodePage(bytes);
    if (isLeaf(page)) continue;
    for (const child of page.entries) {
      if (page.level === 1) pages.add(pageKey(layer, child.page));
      else waiting.push(child.page);
    }
  }
  return pages;
}
