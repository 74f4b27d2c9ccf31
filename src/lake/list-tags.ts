import { decodeEntry, type LogEntry } from '../records/entry.ts';
import type { CommitId } from '../records/ids.ts';
import { type Link, linkedId } from '../records/link.ts';
import type { Lake } from './lake.ts';

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
  const names: string[] = [];
  for await (const subject of lake.store.logs.subjects('raw', 'tags/'))
    names.push(subject.slice('tags/'.length));
  return [...(await findTags(lake, names)).values()].flatMap((tag) => tag ?? []);
}

/** Tags by name; undefined for one that has ended, and those that never were are left out. */
export async function findTags(
  lake: Lake,
  names: readonly string[],
): Promise<ReadonlyMap<string, Tag | undefined>> {
  const heads = await lake.store.logs.heads(names.map((name) => ({ layer: 'raw', subject: `tags/${name}` })));
  const tags = new Map<string, Tag | undefined>();
  for (const name of names) {
    const subject = `tags/${name}`;
    const stored = heads.get(`raw/${subject}`);
    if (stored !== undefined)
      tags.set(name, tagOf(name, decodeEntry(stored.bytes, { subject, seq: stored.seq })));
  }
  return tags;
}

/** A tag by name, or undefined when there is none or it has ended. */
export const findTag = async (lake: Lake, name: string): Promise<Tag | undefined> =>
  (await findTags(lake, [name])).get(name);

function tagOf(name: string, entry: LogEntry): Tag | undefined {
  if (entry.kind !== 'move') return undefined;
  const { actor, at, reason, data } = entry;
  // The definition of a tag's move has `commits`.
  const links = (data as { readonly commits: readonly Link[] }).commits;
  const commits = links.map((link) => linkedId(link) as CommitId);
  return { name, commits, actor, at, ...(reason === undefined ? {} : { reason }) };
}
