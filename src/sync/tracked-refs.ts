import { appendEntry } from '../lake/append-entry.ts';
import type { Lake } from '../lake/lake.ts';
import { type LogHead, logHead } from '../lake/log-head.ts';
import type { CommitId } from '../records/ids.ts';
import { isLayer } from '../records/layers.ts';
import { refOfSubject } from '../records/parse-ref.ts';
import { type Ref, refText } from '../records/ref.ts';

/** Where a ref stood when its remote was last asked. */
export interface TrackedRef {
  readonly ref: Ref;
  /** Undefined once it has ended there. */
  readonly commit: CommitId | undefined;
}

const subjectOf = (remote: string, ref: Ref): string => `remotes/${remote}/${refText(ref)}`;

/** What is known of a ref at a remote; undefined when it was never seen there. */
export async function trackedRef(lake: Lake, remote: string, ref: Ref): Promise<TrackedRef | undefined> {
  const head = await logHead(lake, 'raw', subjectOf(remote, ref));
  return head && { ref, commit: commitOf(head) };
}

/** Every ref that was seen at a remote, ended ones too, by layer and name. */
export async function* trackedRefs(lake: Lake, remote: string): AsyncIterable<TrackedRef> {
  const prefix = `remotes/${remote}/`;
  for await (const subject of lake.store.logs.subjects('raw', prefix)) {
    const [layer = '', ...dataset] = subject.slice(prefix.length).split('/');
    const ref = isLayer(layer) ? refOfSubject(layer, `refs/${dataset.join('/')}`) : undefined;
    const tracked = ref && (await trackedRef(lake, remote, ref));
    if (tracked !== undefined) yield tracked;
  }
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
    const head = await logHead(lake, 'raw', subjectOf(remote, ref));
    const before = head && commitOf(head);
    if (before === commit && (head !== undefined || commit === undefined)) return;
    const from = before === undefined ? {} : { from: before };
    const facts = commit === undefined ? { kind: 'end' as const } : { kind: 'move' as const, to: commit };
    if (await appendEntry(lake, 'raw', subjectOf(remote, ref), head, { ...facts, ...from, actor })) return;
  }
}

const commitOf = ({ entry }: LogHead): CommitId | undefined =>
  entry.kind === 'move' ? (entry.to as CommitId) : undefined;
