import { isAncestor } from '../lake/ancestors.ts';
import type { Lake } from '../lake/lake.ts';
import { type CommitWithId, readCommit } from '../lake/read-commit.ts';
import { refHead } from '../lake/ref-head.ts';
import type { Pin } from '../records/lock.ts';
import { pinRef } from './pin-ref.ts';

/** How a pin stands to what its ref names where it is served. */
export type PinNews =
  | { readonly pin: Pin; readonly state: 'current' | 'ended' | 'unknown' }
  /** `newer`: it came of the pinned version; `elsewhere`: the ref was led away from that one. */
  | { readonly pin: Pin; readonly state: 'newer' | 'elsewhere'; readonly newest: CommitWithId };

/** Asks the lake that serves a pin what its ref names now. */
export async function pinNews(lake: Lake, pin: Pin): Promise<PinNews> {
  const ref = pinRef(pin);
  const head = await refHead(lake, ref);
  if (head === undefined) return { pin, state: 'unknown' };
  if (head.commit === undefined) return { pin, state: 'ended' };
  if (head.commit === pin.commit) return { pin, state: 'current' };
  const newest = await readCommit(lake, head.commit, ref.layer);
  const isNewer = await isAncestor(lake, pin.commit, head.commit, ref.layer);
  return { pin, state: isNewer ? 'newer' : 'elsewhere', newest };
}
