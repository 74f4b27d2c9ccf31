import { type CommitId, hexOf } from './ids.ts';
import { type Link, linkedId, linkTo } from './link.ts';
import type { DataMap, LogEntry } from './log-entry.ts';

/** The `data` of the entry that moves a tag to these commits. */
export function tagData(commits: Iterable<CommitId>): DataMap {
  const sorted = [...new Set(commits)].sort((a, b) => (hexOf(a) < hexOf(b) ? -1 : 1));
  return { commits: sorted.map(linkTo) };
}

/** The commits that a tag names after this entry of its log, in byte order of CID; none after its end. */
export function commitsOfTag(entry: LogEntry): CommitId[] {
  if (entry.kind !== 'move') return [];
  return ((entry.data?.commits ?? []) as readonly Link[]).map((link) => linkedId(link) as CommitId);
}
