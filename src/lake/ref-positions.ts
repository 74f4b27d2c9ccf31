import type { CommitId } from '../records/ids.ts';
import { type Ref, refSubject } from '../records/ref.ts';
import type { Lake } from './lake.ts';
import { entriesBack, type LogHead } from './log-head.ts';

/** Where a ref stood after one entry of its log. */
export interface RefPosition {
  readonly seq: number;
  readonly at: string;
  readonly actor: string;
  /** Undefined where the ref had ended. */
  readonly commit: CommitId | undefined;
}

/** The key in an entry's data that says which entry it takes back. */
export const UNDOES = 'undoes';

/** Where a ref stood and still counts as having stood, oldest first: entries that were undone are left out. */
export async function refPositions(lake: Lake, ref: Ref): Promise<RefPosition[]> {
  const entries: LogHead[] = [];
  for await (const head of entriesBack(lake, ref.layer, refSubject(ref))) entries.unshift(head);
  const stack: RefPosition[] = [];
  for (const { seq, entry } of entries) {
    if (entry.kind !== 'move' && entry.kind !== 'end') continue;
    if (entry.data?.[UNDOES] !== undefined) stack.pop();
    else
      stack.push({
        seq,
        at: entry.at,
        actor: entry.actor,
        commit: entry.kind === 'move' ? (entry.to as CommitId) : undefined,
      });
  }
  return stack;
}
