import { DlakeError } from '../errors.ts';
import type { CommitId } from '../records/ids.ts';
import { type Ref, refSubject, refText } from '../records/ref.ts';
import type { Lake } from './lake.ts';
import { entriesBack, type LogHead } from './log-head.ts';
import { nearRefs } from './near-refs.ts';
import { refPositions } from './ref-positions.ts';

/** Where a ref stands. */
export interface RefHead {
  readonly ref: Ref;
  /** The newest entry of the ref's log, of whatever kind. */
  readonly last: LogHead;
  /** The entry that put the ref where it stands: a move or an end. */
  readonly moved: LogHead;
  /** The commit that the ref names; undefined once it has ended. */
  readonly commit: CommitId | undefined;
}

/** Where a ref stands, or undefined when it never was. */
export async function refHead(lake: Lake, ref: Ref): Promise<RefHead | undefined> {
  let last: LogHead | undefined;
  for await (const head of entriesBack(lake, ref.layer, refSubject(ref))) {
    last ??= head;
    if (head.entry.kind === 'move') return { ref, last, moved: head, commit: head.entry.to as CommitId };
    if (head.entry.kind === 'end') return { ref, last, moved: head, commit: undefined };
  }
  return undefined;
}

/** The commit that a ref names; throws `ref-unknown` or `ref-ended`. */
export async function refCommit(lake: Lake, ref: Ref): Promise<RefHead & { readonly commit: CommitId }> {
  const head = await refHead(lake, ref);
  // A ref all of whose moves were taken back is not one that somebody ended.
  const neverWas = head?.commit === undefined && (await refPositions(lake, ref)).length === 0;
  if (head === undefined || neverWas)
    throw new DlakeError('ref-unknown', { ref: refText(ref), near: await nearRefs(lake, ref) });
  if (head.commit === undefined) {
    const { at, reason } = head.moved.entry;
    throw new DlakeError('ref-ended', { ref: refText(ref), at, reason: reason ?? '' });
  }
  return { ...head, commit: head.commit };
}
