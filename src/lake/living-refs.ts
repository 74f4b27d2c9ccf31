import type { CommitId } from '../records/ids.ts';
import { LAYERS } from '../records/layers.ts';
import { refOfSubject } from '../records/parse-ref.ts';
import type { Ref } from '../records/ref.ts';
import type { Lake } from './lake.ts';
import { peekHead } from './peek-head.ts';

/** A ref that has not ended. */
export interface LivingRef {
  readonly ref: Ref;
  /** What it names; undefined when its log can't be read. */
  readonly head: CommitId | undefined;
}

/** The refs that have not ended, by layer and name, for showing: as `peekHead` sees them. */
export async function livingRefs(lake: Lake): Promise<LivingRef[]> {
  const refs: LivingRef[] = [];
  for (const layer of LAYERS) {
    for await (const subject of lake.store.logs.subjects(layer, 'refs/')) {
      const ref = refOfSubject(layer, subject);
      if (ref === undefined) continue;
      const { ended, commit } = await peekHead(lake, layer, subject);
      if (!ended) refs.push({ ref, head: commit });
    }
  }
  return refs;
}
