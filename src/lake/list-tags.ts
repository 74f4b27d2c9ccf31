import type { CommitId } from '../records/ids.ts';
import { type Link, linkedId } from '../records/link.ts';
import type { Lake } from './lake.ts';
import { logHead } from './log-head.ts';

/** A tag that stands: its name, what it names, who set it, when and why. */
export interface Tag {
  readonly name: string;
  readonly commits: readonly CommitId[];
  readonly actor: string;
  readonly at: string;
  readonly reason?: string;
}

/** The tags that stand, by name. */
export async function listTags(lake: Lake): Promise<Tag[]> {
  const tags: Tag[] = [];
  for await (const subject of lake.store.logs.subjects('raw', 'tags/')) {
    const tag = await findTag(lake, subject.slice('tags/'.length));
    if (tag !== undefined) tags.push(tag);
  }
  return tags;
}

/** A tag by name, or undefined when there is none or it has ended. */
export async function findTag(lake: Lake, name: string): Promise<Tag | undefined> {
  const head = await logHead(lake, 'raw', `tags/${name}`);
  if (head === undefined || head.entry.kind !== 'move') return undefined;
  const { actor, at, reason, data } = head.entry;
  // The definition of a tag's move has `commits`.
  const links = (data as { readonly commits: readonly Link[] }).commits;
  const commits = links.map((link) => linkedId(link) as CommitId);
  return { name, commits, actor, at, ...(reason === undefined ? {} : { reason }) };
}
