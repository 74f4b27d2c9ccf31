import { appendEntry } from '../lake/append-entry.ts';
import type { Lake } from '../lake/lake.ts';
import { type LogHead, logHead } from '../lake/log-head.ts';
import { type EntryFacts, nextEntry } from '../lake/next-entry.ts';
import type { CommitId } from '../records/ids.ts';
import { type Ref, refText } from '../records/ref.ts';

/** Where a ref stood when its remote was last asked. */
export interface TrackedRef {
  readonly ref: Ref;
  /** Undefined once it has ended there. */
  readonly commit: CommitId | undefined;
}

/** A ref to be noted, and what was noted of it last; undefined when it was never seen. */
export interface RefToTrack extends TrackedRef {
  readonly last: LogHead | undefined;
}

const subjectOf = (remote: string, ref: Ref): string => `remotes/${remote}/${refText(ref)}`;

/** What is known of a ref at a remote, and by which entry; undefined when it was never seen there. */
export async function trackedRef(
  lake: Lake,
  remote: string,
  ref: Ref,
): Promise<(TrackedRef & { readonly last: LogHead }) | undefined> {
  const last = await logHead(lake, 'raw', subjectOf(remote, ref));
  return last && { ref, commit: commitOf(last), last };
}

/**
 * Notes where a ref stands at a remote. Another process of this lake may note the same at once: the last to look
 * is the last to be right, so a lost race is tried again.
 */
export async function track(
  lake: Lake,
  remote: string,
  { ref, commit }: TrackedRef,
  actor: string,
): Promise<void> {
  for (;;) {
    const last = await logHead(lake, 'raw', subjectOf(remote, ref));
    const facts = newsOf({ ref, commit, last }, actor);
    if (facts === undefined) return;
    if (await appendEntry(lake, 'raw', subjectOf(remote, ref), last, facts)) return;
  }
}

/** Notes where many refs stand at a remote, as `track` does: durable together, so that there may be 100,000. */
export async function trackAll(
  lake: Lake,
  remote: string,
  refs: readonly RefToTrack[],
  actor: string,
): Promise<void> {
  const news = refs.flatMap((one) => {
    const facts = newsOf(one, actor);
    const subject = subjectOf(remote, one.ref);
    return facts === undefined ? [] : [{ one, entry: nextEntry(lake, 'raw', subject, one.last, facts) }];
  });
  const made = await lake.store.logs.appendAll(news.map(({ entry }) => entry));
  for (const [n, { one }] of news.entries()) if (made[n] !== true) await track(lake, remote, one, actor);
}

/** Makes durable what is noted of refs at a remote: whoever noted it may have been killed before he came to it. */
export const settleTracked = (lake: Lake, remote: string, refs: readonly Ref[]): Promise<void> =>
  lake.store.logs.settleAll(refs.map((ref) => ({ layer: 'raw', subject: subjectOf(remote, ref) })));

/** What the next entry has to say; undefined when the last one says it. */
function newsOf({ commit, last }: RefToTrack, actor: string): EntryFacts | undefined {
  const before = last && commitOf(last);
  if (before === commit && (last !== undefined || commit === undefined)) return undefined;
  const from = before === undefined ? {} : { from: before };
  const facts = commit === undefined ? { kind: 'end' as const } : { kind: 'move' as const, to: commit };
  return { ...facts, ...from, actor };
}

const commitOf = ({ entry }: LogHead): CommitId | undefined =>
  entry.kind === 'move' ? (entry.to as CommitId) : undefined;
