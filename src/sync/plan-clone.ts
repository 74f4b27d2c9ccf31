import { DlakeError } from '../errors.ts';
import type { Lake } from '../lake/lake.ts';
import { readCommit } from '../lake/read-commit.ts';
import { refHeads } from '../lake/ref-heads.ts';
import { type Ref, refText } from '../records/ref.ts';
import type { CallOptions } from '../store/contract.ts';
import { refsWithNews } from './fetch.ts';
import { planCopy } from './planned-copy.ts';
import type { SyncedRef } from './synced-ref.ts';

/** What a clone would know and check out. */
export interface PlannedClone {
  readonly refs: readonly SyncedRef[];
  /** Those that are to be checked out, each with what would come for it. */
  readonly checkedOut: readonly SyncedRef[];
  readonly objects: number;
  readonly bytes: number;
}

/** What a clone of a lake that checks out these refs would bring, but for earlier versions. Throws `ref-unknown`. */
export async function planClone(
  remote: Lake,
  wanted: readonly Ref[],
  { signal }: CallOptions,
): Promise<PlannedClone> {
  const refs: SyncedRef[] = [];
  const everything = (await refsWithNews(remote, undefined)).refs;
  for await (const heads of refHeads(remote, everything))
    for (const { ref, commit } of heads)
      refs.push({ ref: refText(ref), from: undefined, to: commit, result: 'created' });
  const checkedOut: SyncedRef[] = [];
  const total = { objects: 0, bytes: 0 };
  for (const ref of wanted) {
    const head = refs.find((one) => one.ref === refText(ref));
    if (head?.to === undefined) throw new DlakeError('ref-unknown', { ref: refText(ref) });
    const version = await readCommit(remote, head.to, ref.layer);
    const plan = await planCopy(remote, undefined, [version], signal ? { signal } : {});
    checkedOut.push({ ...head, plan });
    total.objects += plan.objects;
    total.bytes += plan.bytes;
  }
  return { refs, checkedOut, ...total };
}
