import { decodeEntry } from '../records/entry.ts';
import { type CommitId, entryId } from '../records/ids.ts';
import { type Ref, refSubject } from '../records/ref.ts';
import { sha256Hex } from '../records/sha256.ts';
import type { StoredEntry } from '../store/contract.ts';
import type { Lake } from './lake.ts';
import { readingProblem } from './reading-problem.ts';
import { type RefHead, refHead } from './ref-head.ts';

/** Refs whose logs are asked for together. */
const AT_ONCE = 500;

/**
 * Where refs stand, in batches and in the order given; those that never were are left out. A log that can't be read
 * is told to `onBroken`, and the rest goes on; without it, it is thrown.
 */
export async function* refHeads(
  lake: Lake,
  refs: readonly Ref[],
  onBroken?: (ref: Ref, reason: string) => void,
): AsyncIterable<readonly RefHead[]> {
  for (let at = 0; at < refs.length; at += AT_ONCE) {
    const group = refs.slice(at, at + AT_ONCE);
    const newest = await lake.store.logs.heads(
      group.map((ref) => ({ layer: ref.layer, subject: refSubject(ref) })),
    );
    const heads: RefHead[] = [];
    for (const ref of group) {
      const stored = newest.get(`${ref.layer}/${refSubject(ref)}`);
      if (stored === undefined) continue;
      try {
        // Most of what happens to a ref moves it; behind what does not, its log is walked.
        const head = movedBy(ref, stored) ?? (await refHead(lake, ref));
        if (head !== undefined) heads.push(head);
      } catch (error) {
        const reason = onBroken && readingProblem(error);
        if (reason === undefined) throw error;
        onBroken?.(ref, reason);
      }
    }
    yield heads;
  }
}

function movedBy(ref: Ref, { seq, bytes }: StoredEntry): RefHead | undefined {
  const entry = decodeEntry(bytes, { subject: refSubject(ref), seq });
  if (entry.kind !== 'move' && entry.kind !== 'end') return undefined;
  const last = { seq, id: entryId(sha256Hex(bytes)), entry };
  return { ref, last, moved: last, commit: entry.kind === 'move' ? (entry.to as CommitId) : undefined };
}
