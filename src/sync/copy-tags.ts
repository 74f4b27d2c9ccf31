import type { Lake } from '../lake/lake.ts';
import { findTags, listTags, type Tag } from '../lake/list-tags.ts';
import { findCommit } from '../lake/read-commit.ts';
import { setTag } from '../lake/set-tag.ts';

/** A tag that names something else in the other lake; it was left as it is there. */
export interface TagConflict {
  readonly tag: string;
  readonly reason: string;
}

/**
 * Brings the tags of one lake to another: those whose commits it has, and that never were there. One that
 * stands there for something else, or has ended there, stays as it is.
 */
export async function copyTags(from: Lake, to: Lake, actor: string): Promise<readonly TagConflict[]> {
  const conflicts: TagConflict[] = [];
  const tags = await listTags(from);
  const there = await findTags(
    to,
    tags.map(({ name }) => name),
  );
  for (const tag of tags) {
    const standing = there.get(tag.name);
    if (standing !== undefined) {
      if (standing.commits.join() !== tag.commits.join())
        conflicts.push({ tag: tag.name, reason: 'it names other versions there' });
    } else if (there.has(tag.name)) {
      conflicts.push({ tag: tag.name, reason: 'it has ended there' });
    } else if (await hasCommits(to, tag)) {
      await setTag(to, tag.name, tag.commits, {
        actor,
        ...(tag.reason === undefined ? {} : { reason: tag.reason }),
      });
    }
  }
  return conflicts;
}

async function hasCommits(lake: Lake, { commits }: Tag): Promise<boolean> {
  for (const id of commits) if ((await findCommit(lake, id)) === undefined) return false;
  return true;
}
