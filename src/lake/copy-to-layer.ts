import type { ObjectId } from '../records/ids.ts';
import type { Layer } from '../records/layers.ts';
import type { CallOptions, Session } from '../store/contract.ts';
import type { Lake } from './lake.ts';
import { type NamedObject, namedObjects } from './named-objects.ts';
import type { CommitWithId } from './read-commit.ts';

/** Objects that were copied, and their bytes. */
export interface CopiedObjects {
  readonly objects: number;
  readonly bytes: number;
}

/** What became of a copy to another layer. */
export interface CopiedToLayer extends CopiedObjects {
  /** Whether all that the version names is in the layer, or on its way there. */
  readonly complete: boolean;
}

/** Twice as many as a pack may hold: a pack that is wanted is seen whole. */
const AT_ONCE = 131_072;

/**
 * Copies what a version names, but for itself, from its layer to another of the same lake, without the bytes passing
 * through here wherever the store can. What that layer holds is left out. Without a session it only counts. Throws
 * `object-damaged`.
 */
export async function copyToLayer(
  lake: Lake,
  version: CommitWithId,
  to: Layer,
  session: Session | undefined,
  options: CallOptions & { readonly onCopied?: (done: CopiedObjects) => void } = {},
): Promise<CopiedToLayer> {
  const from = version.commit.layer;
  let done = { objects: 0, bytes: 0 };
  const note = (more: CopiedObjects) => {
    done = { objects: done.objects + more.objects, bytes: done.bytes + more.bytes };
    options.onCopied?.(done);
  };
  const call = options.signal && { signal: options.signal };
  let complete = true;
  for await (const { ids, whole } of batches(lake, version)) {
    options.signal?.throwIfAborted();
    complete &&= whole;
    const missing = await lake.store.missing(to, ids, call);
    if (missing.size === 0) continue;
    if (session === undefined) {
      const sizes = await lake.store.sizes(from, [...missing], call);
      complete &&= sizes.size === missing.size;
      note({ objects: sizes.size, bytes: [...sizes.values()].reduce((sum, size) => sum + size, 0) });
    } else {
      const taken = await session.adopt(from, [...missing], { ...call, onCopied: note });
      complete &&= [...missing].every((id) => taken.has(id));
    }
  }
  return { ...done, complete };
}

/** The objects, each once in a batch; `whole` is false where one can't be read. */
async function* batches(
  lake: Lake,
  version: CommitWithId,
): AsyncIterable<{ readonly ids: ReadonlySet<ObjectId>; readonly whole: boolean }> {
  let ids = new Set<ObjectId>();
  let whole = true;
  for await (const objects of namedObjects(lake, [version])) {
    for (const object of objects) {
      if (object.id === version.id) continue;
      if (isLost(object)) whole = false;
      else ids.add(object.id);
    }
    if (ids.size < AT_ONCE) continue;
    yield { ids, whole };
    ids = new Set();
  }
  yield { ids, whole };
}

const isLost = ({ problem, missing }: NamedObject): boolean => problem !== undefined || missing === true;
