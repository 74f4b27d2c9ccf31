import { parseRef } from '../records/parse-ref.ts';
import { refSubject } from '../records/ref.ts';
import type { StrayedFile } from '../store/referencing.ts';
import type { LocalLake } from './lake.ts';
import { peekHead } from './peek-head.ts';
import { findCommit } from './read-commit.ts';
import { unwalkedFiles } from './unwalked-files.ts';

/** A file that a ref's newest version refers to, and that is not what was recorded. */
export interface StrayedReference {
  readonly ref: string;
  /** In the dataset. */
  readonly path: string;
  /** Where it lies, or lay. */
  readonly place: string;
  readonly state: StrayedFile['state'];
}

/** What the newest versions of these refs, as text, refer to and is not what was recorded; told by stats alone. */
export async function strayedReferences(
  lake: LocalLake,
  refs: Iterable<string>,
): Promise<readonly StrayedReference[]> {
  const strayed: StrayedReference[] = [];
  for (const text of refs) {
    const ref = parseRef(text);
    const { commit: head } = await peekHead(lake, ref.layer, refSubject(ref));
    const commit = head && (await findCommit(lake, head, ref.layer))?.commit;
    if (commit === undefined) continue;
    for await (const files of unwalkedFiles(lake, ref.layer, commit.manifest, new Set())) {
      const paths = new Map(files.map(({ blob, path }) => [blob, path]));
      const found = lake.store.references?.strayed(ref.layer, [...paths.keys()]) ?? [];
      for (const { id, path: place, state } of found)
        strayed.push({ ref: text, path: paths.get(id) as string, place, state });
    }
  }
  return strayed;
}
