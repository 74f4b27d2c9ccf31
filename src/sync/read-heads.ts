import type { Lake } from '../lake/lake.ts';
import { readingProblem } from '../lake/reading-problem.ts';
import { decodeCommit } from '../records/decode-commit.ts';
import type { CommitId, ObjectId } from '../records/ids.ts';
import type { Layer } from '../records/layers.ts';

/** A ref that names something else than it did. */
export interface MovedRef {
  /** What it names; nothing when it has ended. */
  readonly commit: CommitId | undefined;
  /** What it named when it was last seen, if it was. */
  readonly known: CommitId | undefined;
}

/** So many versions of a ref are likely to be missed by who comes now and then. */
const STEPS = 8;

/**
 * The commits that refs of a layer name. Of refs that were seen before, a lake far away is also asked for the
 * versions between, which it remembers: a question for all refs at each step back, where walking takes one for each
 * ref. What can't be read is left to whoever asks for it by its id.
 */
export async function readHeads(
  lake: Lake,
  layer: Layer,
  refs: readonly MovedRef[],
): Promise<ReadonlyMap<ObjectId, Uint8Array>> {
  const heads = await readSome(
    lake,
    layer,
    refs.flatMap(({ commit }) => commit ?? []),
  );
  const known = new Set(refs.flatMap((ref) => ref.known ?? []));
  const seen = refs.filter((ref) => ref.known !== undefined);
  let step = seen.flatMap(({ commit }) => (commit === undefined ? [] : (heads.get(commit) ?? [])));
  for (let n = 0; n < STEPS && step.length > 0; n++) {
    const before = new Set(step.flatMap((bytes) => parentsOf(bytes)).filter((id) => !known.has(id)));
    step = [...(await readSome(lake, layer, [...before])).values()];
  }
  return heads;
}

async function readSome(
  lake: Lake,
  layer: Layer,
  ids: readonly CommitId[],
): Promise<ReadonlyMap<ObjectId, Uint8Array>> {
  const found = new Map<ObjectId, Uint8Array>();
  try {
    for await (const batch of lake.store.readMany(layer, ids))
      for (const { id, bytes } of batch) found.set(id, bytes);
  } catch (error) {
    if (readingProblem(error) === undefined) throw error;
  }
  return found;
}

function parentsOf(bytes: Uint8Array): readonly CommitId[] {
  try {
    return decodeCommit(bytes).parents ?? [];
  } catch (error) {
    if (readingProblem(error) === undefined) throw error;
    return [];
  }
}
