import type { Lake } from '../../../src/lake/lake.ts';
import { listRefHeads } from '../../../src/lake/list-ref-heads.ts';
import type { CommitId } from '../../../src/records/ids.ts';
import { refText } from '../../../src/records/ref.ts';

/** What refs name; undefined for one that has ended, and one that never was is not among them. */
export type Heads = Map<string, CommitId | undefined>;

/** What every ref of a lake names now. */
export async function refsOf(lake: Lake): Promise<Heads> {
  return new Map((await listRefHeads(lake)).map(({ ref, commit }) => [refText(ref), commit]));
}
