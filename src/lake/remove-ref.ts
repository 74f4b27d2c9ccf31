import { DlakeError } from '../errors.ts';
import type { CommitId } from '../records/ids.ts';
import { type Ref, refText } from '../records/ref.ts';
import type { Lake } from './lake.ts';
import { endRef } from './move-ref.ts';
import { refCommit } from './ref-head.ts';

/** A ref that was ended, and what it named last. */
export interface RemovedRef {
  readonly ref: string;
  readonly from: CommitId;
}

/** Ends a ref with a reason; its history and its bytes stay. Throws `rule-refused` in raw. */
export async function removeRef(lake: Lake, ref: Ref, actor: string, reason: string): Promise<RemovedRef> {
  if (ref.layer === 'raw') {
    const rule = 'raw is never removed; retract what is wrong, or undo a commit that nobody has used';
    throw new DlakeError('rule-refused', { subject: refText(ref), rule });
  }
  const head = await refCommit(lake, ref);
  await endRef(lake, ref, head, { actor, reason });
  return { ref: refText(ref), from: head.commit };
}
