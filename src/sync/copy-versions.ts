import { DlakeError } from '../errors.ts';
import type { Lake } from '../lake/lake.ts';
import { type NamedObject, namedObjects, pageKey } from '../lake/named-objects.ts';
import type { CommitWithId } from '../lake/read-commit.ts';
import type { ManifestId, ObjectId } from '../records/ids.ts';
import type { Layer } from '../records/layers.ts';
import { decodePage, isLeaf } from '../records/page.ts';
import type { CallOptions, Session } from '../store/contract.ts';

/** How far a copy is: what is found to be needed, and what has been copied of it. */
export interface CopyProgress {
  readonly objects: number;
  readonly bytes: number;
}

export interface CopyOptions extends CallOptions {
  /** The manifest of a version that the receiver has whole: what it shares with this one is not looked at. */
  readonly base?: ManifestId | undefined;
  readonly onProgress?: (done: CopyProgress) => void;
}

/** A blob up to this size is held in memory on its way. */
const IN_MEMORY = 4 * 1024 * 1024;

/**
 * Copies what these versions of one layer name and the receiver lacks, they themselves among it, into a session
 * of the receiver; without a session it only counts. Every byte is hashed on the way. Throws `object-missing`
 * and `object-damaged`.
 */
export async function copyVersions(
  from: Lake,
  to: Lake,
  session: Session | undefined,
  versions: readonly CommitWithId[],
  options: CopyOptions = {},
): Promise<CopyProgress> {
  const layer = versions[0]?.commit.layer;
  if (layer === undefined) return { objects: 0, bytes: 0 };
  const known = options.base === undefined ? new Set<string>() : await pagesOf(from, layer, options.base);
  const met = new Set<ObjectId>();
  const done = { objects: 0, bytes: 0 };
  for await (const batch of namedObjects(from, versions, { walked: known })) {
    options.signal?.throwIfAborted();
    const lacking = await lackingOf(to, layer, batch, met);
    const sizes = await from.store.sizes(
      layer,
      lacking.map(({ id }) => id),
    );
    for (const one of lacking) {
      const size = sizes.get(one.id);
      if (size === undefined || one.problem !== undefined) throw lost(one);
      if (session !== undefined) await copyOne(from, session, layer, one, size, options);
      done.objects += 1;
      done.bytes += size;
      options.onProgress?.({ ...done });
    }
  }
  return done;
}

/** So many ids are remembered: what comes again after more of them is asked for again. */
const REMEMBERED = 200_000;

/** Those that the receiver lacks, each once. */
async function lackingOf(
  to: Lake,
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
  const missing = await to.store.missing(
    layer,
    fresh.map(({ id }) => id),
  );
  return fresh.filter(({ id }) => missing.has(id));
}

async function copyOne(
  from: Lake,
  session: Session,
  layer: Layer,
  one: NamedObject,
  size: number,
  { signal }: CallOptions,
): Promise<void> {
  const call = signal === undefined ? {} : { signal };
  if (size <= IN_MEMORY) {
    const bytes = await from.store.read(layer, one.id, call);
    if (bytes === undefined) throw lost(one);
    session.put(one.id, bytes);
    return;
  }
  const bytes = await from.store.get(layer, one.id, call);
  if (bytes === undefined) throw lost(one);
  await session.putStream(one.id, bytes, call);
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

function lost({ id, ref, version, path }: NamedObject): DlakeError {
  return new DlakeError('object-missing', { id, ref: `${ref}@${version}`, ...(path === '' ? {} : { path }) });
}
